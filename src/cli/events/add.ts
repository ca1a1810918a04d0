import type { Command } from "commander";
import { decodeCalendar } from "../../core/ical/decode.ts";
import type { NewEvent } from "../../exchange/editing/enter.ts";
import { isDay, readEnd, readStart, withEventFields } from "./event-fields.ts";
import type { EventFields } from "./event-fields.ts";
import { UsageError } from "../exit.ts";
import { readInput } from "../read-input.ts";
import { withNode } from "../session.ts";
import type { Shell } from "../shell.ts";

/** `discal events add`: enters an event by this node's own person. */
export function addEventsAdd(events: Command, shell: Shell): void {
  withEventFields(events.command("add"))
    .description("enter an event; it is published at once, and pushed to peers by the running server")
    .argument(
      "[file]",
      "iCalendar of one new event, without a UID; - for standard input. Else the options say it:",
    )
    .addHelpText(
      "after",
      `
Examples:
  discal events add --title "Carol concert" --start "2026-12-24 19:30" \\
    --end 21:00 --location "Town hall" --tag music
  discal events add --title "Book fair" --start 2026-12-05 --end 2026-12-06
  discal events add concert.ics`,
    )
    .action(async (file: string | undefined, options: EventFields, command: Command) => {
      await withNode(shell, command, async ({ node, config, say }) => {
        const { uid, revision } =
          file === undefined
            ? await node.enter(newEvent(options, config.node.timezone))
            : await node.enterCalendar(decodeCalendar(await readInput(shell, file)));
        say({ uid, revision }, () => `Entered ${uid}`);
      });
    });
}

/** What the options say of the event, in the terms of its model. */
export function newEvent(options: EventFields, nodeZone: string): NewEvent {
  if (options.title === undefined) throw new UsageError("--title is missing: what is the event called?");
  if (options.start === undefined) throw new UsageError("--start is missing: when does the event begin?");
  const start = readStart(options.start);
  const allDay = isDay(start);
  if (allDay && options.timezone !== undefined)
    throw new UsageError("--timezone says nothing of whole days: leave it out, or give --start a time");
  return {
    title: options.title,
    start,
    end: options.end === undefined ? null : readEnd(options.end, start),
    zone: allDay ? null : (options.timezone ?? nodeZone),
    allDay,
    location: options.location ?? null,
    description: options.description ?? null,
    url: options.url ?? null,
    tags: options.tag ?? [],
  };
}
