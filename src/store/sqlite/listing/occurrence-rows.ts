import { and, eq, gte, sql } from "../../../../schema/drizzle.ts";
import { occurrences } from "../../../../schema/tables.ts";
import type { Occurrence } from "../../../core/model/event.ts";
import type { Database } from "../database/database.ts";
import { slots } from "../database/slots.ts";
import { spanOf } from "./spans.ts";

/** What a number of the database and a date can both hold: the years 1 to 9999. */
export const EARLIEST = Date.parse("0001-01-01T00:00:00Z");
export const LATEST = Date.parse("9999-12-31T00:00:00Z");

export interface OccurrenceRows {
  /** Of an object that has none: keeps the first `room`; says how many there are then. */
  fill(object: number, found: readonly Occurrence[], room: number): number;
  /** Keeps the latest `room` of an object; says how many there are then. */
  add(object: number, found: readonly Occurrence[], room: number): number;
  /** Takes out those that begin at `since` or later. */
  remove(object: number, since: number): void;
}

export function occurrenceRows(db: Database): OccurrenceRows {
  const insert = db
    .insert(occurrences)
    .values(
      slots(occurrences, [
        "object",
        "start",
        "end",
        "span",
        "localStart",
        "localEnd",
        "zone",
        "allDay",
        "title",
        "location",
        "cancelled",
      ]),
    )
    .prepare();
  const remove = db
    .delete(occurrences)
    .where(
      and(
        eq(occurrences.object, sql.placeholder("object")),
        gte(occurrences.start, sql.placeholder("since")),
      ),
    )
    .prepare();
  const count = db.$client
    .prepare<[number], number>("SELECT count(*) FROM occurrences WHERE object = ?")
    .pluck();
  const trim = db.$client.prepare(
    `DELETE FROM occurrences WHERE id IN (
       SELECT id FROM occurrences WHERE object = ? ORDER BY start DESC LIMIT -1 OFFSET ?)`,
  );
  const fill: OccurrenceRows["fill"] = (object, found, room) => {
    const listed = found.slice(0, room).filter(({ start }) => start >= EARLIEST && start <= LATEST);
    for (const occurrence of listed) {
      const { start, end } = occurrence;
      const last = Math.min(Math.max(start, end), LATEST);
      insert.run({ ...occurrence, object, end: last, span: spanOf(last - start) });
    }
    return listed.length;
  };
  return {
    fill,
    add(object, found, room) {
      fill(object, found, room);
      const kept = count.get(object) ?? 0;
      if (kept > room) trim.run(object, room);
      return Math.min(kept, room);
    },
    remove: (object, since) => void remove.run({ object, since }),
  };
}
