import type { Command } from "commander";
import { describe } from "../../core/ical/event.ts";
import { agreement } from "../agreement.ts";
import { eventArgument, FORCE, mayEndRivals, namedEvent, readRevision, sayRevised } from "./revised.ts";
import { globalOptions, withNode } from "../session.ts";
import type { Shell } from "../shell.ts";

/** `discal events delete`: no longer shown anywhere. */
export function addEventsDelete(events: Command, shell: Shell): void {
  events
    .command("delete")
    .description("delete an event, here and wherever the deletion arrives; undo brings it back")
    .argument("<event>", eventArgument)
    .option("--yes", "delete it without asking")
    .option("--revision <number>", "refuse where another revision stands by now", readRevision)
    .option(...FORCE)
    .addHelpText(
      "after",
      `
What does not take place is better cancelled: people who have it in their
calendars are told so.

Examples:
  discal events delete "evening of songs"
  discal events delete 5f1c@library.example --yes`,
    )
    .action(
      async (wanted: string, options: { yes?: true; revision?: number; force?: true }, command: Command) => {
        const { json } = globalOptions(command);
        const agree = agreement(shell, { yes: options.yes === true, json });
        await withNode(shell, command, async (session) => {
          const before = await namedEvent(session, shell, wanted);
          mayEndRivals(before, options.force);
          const { uid, winner } = before;
          const title = winner === null ? "" : describe(winner.text).title;
          const asks = winner !== null && !winner.deleted;
          if (asks && !(await agree(`Delete "${title}" (${uid})?`)))
            return session.say({ uid, revision: null }, () => "Nothing was deleted.");
          const version = await session.node.remove(uid, options.revision ?? winner?.revision);
          const back = `To take it back: npx discal events undo ${uid}`;
          await sayRevised(session, "Deleted", { version, title, before }, back);
        });
      },
    );
}
