import type { Command } from "commander";
import { decodeCalendar } from "../core/ical/decode.ts";
import type { NewEvent } from "../exchange/enter.ts";
import { UsageError } from "./exit.ts";
import { readInput } from "./read-input.ts";
import { repeated } from "./repeated.ts";
import { withNode } from "./session.ts";
import type { Shell } from "./shell.ts";

interface Options {
  readonly title?: string;
  readonly start?: string;
  readonly end?: string;
  readonly timezone?: string;
  readonly location?: string;
  readonly description?: string;
  readonly url?: string;
  readonly tag?: readonly string[];
}

/** `discal events add`: enters an event by this node's own person. */
export function addEventsAdd(events: Command, shell: Shell): void {
  events
    .command("add")
    .description("enter an event; it is published at once, and pushed to peers by the running server")
    .argument(
      "[file]",
      "iCalendar of one new event, without a UID; - for standard input. Else the options say it:",
    )
    .option("--title <title>")
    .option("--start <when>", 'a date (all day), or "2026-12-24 19:30"')
    .option("--end <when>", "the last day, or a time as in --start; of the same day the hour will do")
    .option("--timezone <zone>", "IANA zone of start and end; by default the node's")
    .option("--location <place>")
    .option("--description <text>")
    .option("--url <address>", "a page about the event")
    .option("--tag <tag>", "may be repeated", repeated)
    .addHelpText(
      "after",
      `
Examples:
  discal events add --title "Carol concert" --start "2026-12-24 19:30" --end 21:00 --location "Town hall" --tag music
  discal events add --title "Book fair" --start 2026-12-05 --end 2026-12-06
  discal events add concert.ics`,
    )
    .action(async (file: string | undefined, options: Options, command: Command) => {
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
export function newEvent(options: Options, nodeZone: string): NewEvent {
  if (options.title === undefined) throw new UsageError("--title is missing: what is the event called?");
  if (options.start === undefined) throw new UsageError("--start is missing: when does the event begin?");
  const start = options.start.trim().replace(" ", "T");
  const allDay = /^\d{4}-\d\d-\d\d$/.test(start);
  return {
    title: options.title,
    start,
    end: options.end === undefined ? null : readEnd(options.end.trim().replace(" ", "T"), start, allDay),
    zone: allDay ? null : (options.timezone ?? nodeZone),
    allDay,
    location: options.location ?? null,
    description: options.description ?? null,
    url: options.url ?? null,
    tags: options.tag ?? [],
  };
}

/** People name the last day, the model the day after it; they leave out the date where it is that of the start. */
function readEnd(end: string, start: string, allDay: boolean): string {
  if (!allDay) return /^\d\d:\d\d$/.test(end) ? `${start.slice(0, 10)}T${end}` : end;
  const last = /^\d{4}-\d\d-\d\d$/.test(end) && end >= start ? readDay(end) : null;
  if (last === null)
    throw new UsageError(`--end is "${end}": expected the last day, such as ${start}, or later`);
  return last.add({ days: 1 }).toString();
}

function readDay(day: string): Temporal.PlainDate | null {
  try {
    return Temporal.PlainDate.from(day, { overflow: "reject" });
  } catch {
    return null;
  }
}
