import type { Command } from "commander";
import { describe } from "../../core/ical/event.ts";
import { eventArgument, namedEvent, readRevision, sayRevised } from "./revised.ts";
import { withNode } from "../session.ts";
import type { Shell } from "../shell.ts";

/** `discal events refuse`: the origin of an event takes back what others have made of it. */
export function addEventsRefuse(events: Command, shell: Shell): void {
  events
    .command("refuse")
    .description(
      "take back what others have made of an event of this node: what was last written here counts",
    )
    .argument("<event>", eventArgument)
    .option("--revision <number>", "refuse where another revision stands by now", readRevision)
    .addHelpText(
      "after",
      `
It is published as a new revision; the node of whoever changed the event tells
them.

Examples:
  discal events refuse "evening of songs"`,
    )
    .action(async (wanted: string, { revision }: { revision?: number }, command: Command) => {
      await withNode(shell, command, async (session) => {
        const before = await namedEvent(session, shell, wanted);
        const version = await session.node.refuse(before.uid, revision);
        const { title } = describe(version.text);
        await sayRevised(session, "Took back what others made of", { version, title, before });
      });
    });
}
