import type { EventSummary, Occurrence } from "../../../core/model/event.ts";
import type { EventRow } from "../../event-list.ts";
import type { Database } from "../database/database.ts";
import { showings } from "../polls/showings.ts";

/** What is listed of an occurrence, and of its event. */
const ROWS = `
  SELECT occurrences.object, start, "end", local_start, local_end, zone, all_day, title, location, cancelled, summary
  FROM json_each(?) AS page CROSS JOIN occurrences ON occurrences.id = page.value
  CROSS JOIN events ON events.object = occurrences.object ORDER BY page.key`;
type Row = readonly [
  object: number,
  start: number,
  end: number,
  localStart: string,
  localEnd: string,
  zone: string | null,
  allDay: number,
  title: string | null,
  location: string | null,
  cancelled: number,
  summary: string,
];

/** Reads occurrences by their ids, in this order, as lists show them; within a transaction. */
export function eventRows(db: Database): (ids: readonly number[]) => readonly EventRow[] {
  const shown = showings(db);
  const rows = db.$client.prepare<[string], Row>(ROWS).raw();
  return (ids) => {
    const found = rows.all(JSON.stringify(ids));
    const shownOf = shown.of([...new Set(found.map(([object]) => object))]);
    return found.map((row) => {
      const event = JSON.parse(row[10]) as EventSummary;
      const { sites, tags, notInFeed } = shownOf(row[0]);
      const all = [...new Set([...event.categories, ...tags])];
      return { event, occurrence: occurrenceOf(row), sites, tags: all, notInFeed };
    });
  };
}

function occurrenceOf(row: Row): Occurrence {
  const [, start, end, localStart, localEnd, zone, allDay, title, location, cancelled] = row;
  return {
    start,
    end,
    localStart,
    localEnd,
    zone,
    allDay: allDay === 1,
    title,
    location,
    cancelled: cancelled === 1,
  };
}
