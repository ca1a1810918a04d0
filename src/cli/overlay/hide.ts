import type { Command } from "commander";
import { eventArgument, namedEvent } from "../events/revised.ts";
import { withNode } from "../session.ts";
import type { Shell } from "../shell.ts";
import { lay, noteOption, wishWith } from "./lay.ts";

/** `discal overlay hide`: nobody is shown it here. */
export function addOverlayHide(overlay: Command, shell: Shell): void {
  overlay
    .command("hide")
    .description("take an event out of all that people see here: pages, lists and feeds")
    .argument("<event>", eventArgument)
    .option(...noteOption)
    .addHelpText(
      "after",
      `
Other nodes go on to get it: it is not deleted.

Examples:
  discal overlay hide 5f1c@library.example --note "asked for by the hall"`,
    )
    .action(async (wanted: string, { note }: { note?: string }, command: Command) => {
      await withNode(shell, command, async (session) => {
        const stored = await namedEvent(session, shell, wanted);
        const part = { hidden: true, ...(note !== undefined && { note }) };
        await lay(session, stored, wishWith(stored, part), (title) => `Hidden here: "${title}"`);
      });
    });
}
