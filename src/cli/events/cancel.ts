import type { Command } from "commander";
import { describe } from "../../core/ical/event.ts";
import { eventArgument, FORCE, mayEndRivals, namedEvent, readRevision, sayRevised } from "./revised.ts";
import { withNode } from "../session.ts";
import type { Shell } from "../shell.ts";

/** `discal events cancel`: it does not take place, and everybody is shown so. */
export function addEventsCancel(events: Command, shell: Shell): void {
  events
    .command("cancel")
    .description("cancel an event: it stays in calendars, shown as cancelled")
    .argument("<event>", eventArgument)
    .option("--revision <number>", "refuse where another revision stands by now", readRevision)
    .option(...FORCE)
    .addHelpText(
      "after",
      `
Examples:
  discal events cancel "evening of songs"
  discal events edit "evening of songs" --status confirmed   # takes it back`,
    )
    .action(
      async (wanted: string, { revision, force }: { revision?: number; force?: true }, command: Command) => {
        await withNode(shell, command, async (session) => {
          const before = await namedEvent(session, shell, wanted);
          mayEndRivals(before, force);
          const version = await session.node.cancel(before.uid, revision);
          const { title } = describe(version.text);
          const undo = `To take it back: npx discal events edit ${before.uid} --status confirmed`;
          await sayRevised(session, "Cancelled", { version, title, before }, undo);
        });
      },
    );
}
