import type { Command } from "commander";
import { describe } from "../../core/ical/event.ts";
import { versionOf } from "./version-argument.ts";
import { eventArgument, FORCE, mayEndRivals, namedEvent, readRevision, sayRevised } from "./revised.ts";
import { withNode } from "../session.ts";
import type { Shell } from "../shell.ts";

/** `discal events undo`: what an event said before is published anew. */
export function addEventsUndo(events: Command, shell: Shell): void {
  events
    .command("undo")
    .description("publish what an event said before the last change, or in any version that is kept")
    .argument("<event>", eventArgument)
    .option("--to <version>", "the version, by the beginning of its c1, as `events history --json` tells it")
    .option("--revision <number>", "refuse where another revision stands by now", readRevision)
    .option(...FORCE)
    .addHelpText(
      "after",
      `
It is a change like any other, and can itself be undone; it also brings back
what was cancelled or deleted, and takes what is proposed.

Examples:
  discal events undo "evening of songs"
  discal events history 5f1c@library.example --json | jq '.versions[].c1'
  discal events undo 5f1c@library.example --to 54de04c9`,
    )
    .action(
      async (
        wanted: string,
        { to, revision, force }: { to?: string; revision?: number; force?: true },
        command: Command,
      ) => {
        await withNode(shell, command, async (session) => {
          const before = await namedEvent(session, shell, wanted);
          mayEndRivals(before, force);
          const c1 = to === undefined ? null : versionOf(before, to);
          const version = await session.node.restore(before.uid, c1, revision);
          const { title } = describe(version.text);
          await sayRevised(session, "Restored", { version, title, before });
        });
      },
    );
}
