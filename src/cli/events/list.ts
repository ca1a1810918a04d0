import type { Command } from "commander";
import { startOfToday } from "../../serve/feeds/window.ts";
import { eventJson } from "../../sinks/json.ts";
import type { EventPage, EventRow } from "../../store/event-list.ts";
import { readChoice, readLimit, withChoice } from "../event-query.ts";
import type { Choice } from "../event-query.ts";
import { minuteText } from "../../sinks/moment.ts";
import { withNode } from "../session.ts";
import type { Shell } from "../shell.ts";
import { formatTable } from "../table.ts";

interface Options extends Choice {
  readonly limit: number;
  readonly cursor?: string;
}

/** `discal events list`: happenings by start, from today on unless another time is asked for. */
export function addEventsList(events: Command, shell: Shell): void {
  withChoice(events.command("list", { isDefault: true }))
    .description("list what happens, from today on")
    .option("--limit <number>", "how many, at most 1000", readLimit, 50)
    .option("--cursor <cursor>", "go on where the page before ended")
    .addHelpText(
      "after",
      `
Examples:
  discal events list
  discal events list --from 2026-12-01 --to 2026-12-24 --text "carol concert"
  discal events list --tag music --near 38.54,-121.74 --radius 5km
  discal events list --site "Town library" --json | jq -r '.events[].title'`,
    )
    .action(async ({ limit, cursor, ...choice }: Options, command: Command) => {
      await withNode(shell, command, async (session) => {
        const { node, config, say } = session;
        const chosen = await readChoice(choice, session);
        const bounded = chosen.from !== undefined || chosen.to !== undefined;
        const page = await node.store.commons.list({
          ...(!bounded && { from: startOfToday(shell.clock(), config.node.timezone) }),
          ...chosen,
          ...(cursor !== undefined && { cursor }),
          limit,
        });
        say({ events: page.rows.map((row) => eventJson(row, config.node)), next: page.next }, (width) =>
          pageText(page, config.node.timezone, width),
        );
      });
    });
}

function pageText({ rows, next }: EventPage, timezone: string, width: number): string {
  if (rows.length === 0) return "No events.";
  const table = formatTable(
    rows,
    [
      { title: "WHEN", value: (row) => whenText(row, timezone) },
      { title: "TITLE", value: titleText, shrinks: true },
      {
        title: "PLACE",
        value: ({ event, occurrence }) => occurrence.location ?? event.location,
        shrinks: true,
      },
      { title: "SITES", value: ({ sites }) => sites.join(", "), shrinks: true },
      { title: "UID", value: ({ event }) => event.uid, spare: true },
    ],
    width,
  );
  return next === null ? table : `${table}… more with --cursor ${next}\n`;
}

/** When it begins in the node's zone, `2026-11-21 20:00`; of a day `2026-11-21`. */
export function whenText({ occurrence }: EventRow, timezone: string): string {
  return occurrence.allDay ? occurrence.localStart : minuteText(occurrence.start, timezone);
}

/** The title, with what keeps the event from happening as it says. */
function titleText({ event, occurrence, notInFeed }: EventRow): string {
  const title = occurrence.title ?? event.title;
  const notes = [
    occurrence.cancelled || event.cancelled ? "cancelled" : event.tentative ? "tentative" : "",
    notInFeed ? "not in feed" : "",
  ].filter((note) => note !== "");
  return notes.length === 0 ? title : `[${notes.join(", ")}] ${title}`;
}
