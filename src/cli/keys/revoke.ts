import { type Command, Option } from "commander";
import { withNode } from "../session.ts";
import type { Shell } from "../shell.ts";
import { renew } from "./rotate.ts";

type Reason = "superseded" | "compromised";

/** `discal keys revoke`: ends the signing subkey at once, and makes a new one. */
export function addRevokeKey(keys: Command, shell: Shell): void {
  keys
    .command("revoke")
    .description("revoke the signing subkey at once, and make a new one")
    .addOption(
      new Option(
        "--reason <reason>",
        "superseded: what it signed stays good; compromised: nothing that it signed does",
      )
        .choices(["superseded", "compromised"])
        .makeOptionMandatory(),
    )
    .option("--primary <file>", "the primary key, where primary.asc is kept elsewhere")
    .addHelpText(
      "after",
      `
After a compromise all events that this node signed are signed anew, and peers
drop what the old subkey signed as soon as they hear of it. Nothing takes this
back.

Examples:
  discal keys revoke --reason superseded
  discal keys revoke --reason compromised --primary /media/stick/primary.asc`,
    )
    .action(async ({ reason, primary }: { reason: Reason; primary?: string }, command: Command) => {
      await withNode(shell, command, (session) => renew(session, shell, primary ?? null, { how: reason }));
    });
}
