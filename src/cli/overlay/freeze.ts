import type { Command } from "commander";
import { eventArgument, namedEvent, readRevision } from "../events/revised.ts";
import { UsageError } from "../exit.ts";
import { withNode } from "../session.ts";
import type { Shell } from "../shell.ts";
import type { StoredObject } from "../../store/commons.ts";
import { lay, noteOption, wishWith } from "./lay.ts";

/** `discal overlay freeze`: one version is shown, whatever wins. */
export function addOverlayFreeze(overlay: Command, shell: Shell): void {
  overlay
    .command("freeze")
    .description("go on to show an event as it is published now, whatever comes, a deletion too")
    .argument("<event>", eventArgument)
    .option("--revision <number>", "as this revision says, which its history still has", readRevision)
    .option(...noteOption)
    .addHelpText(
      "after",
      `
Examples:
  discal overlay freeze "evening of songs" --note "until the hall answers"
  discal overlay freeze 5f1c@library.example --revision 3`,
    )
    .action(async (wanted: string, options: { revision?: number; note?: string }, command: Command) => {
      const { revision, note } = options;
      await withNode(shell, command, async (session) => {
        const stored = await namedEvent(session, shell, wanted);
        const frozen = versionAt(stored, revision);
        const wish = wishWith(stored, { frozen: frozen.c1, ...(note !== undefined && { note }) });
        await lay(session, stored, wish, (title) => `Frozen here at revision ${frozen.revision}: "${title}"`);
      });
    });
}

function versionAt({ winner, standing, history }: StoredObject, revision: number | undefined) {
  if (winner !== null && (revision === undefined || revision === winner.revision)) return winner;
  const kept = [...standing, ...history].filter(({ waits }) => !waits).map(({ version }) => version);
  const found = kept.find((version) => version.revision === revision && version.text !== "");
  if (found !== undefined) return found;
  throw new UsageError(
    revision === undefined
      ? "nothing is published of this event yet"
      : `revision ${revision} of this event is not kept; \`events history\` lists those that are`,
  );
}
