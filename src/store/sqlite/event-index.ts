import { and, asc, eq, lt, sql } from "drizzle-orm";
import { events, versions } from "../../../schema/tables.ts";
import { describe } from "../../core/ical/event.ts";
import type { EventSummary } from "../../core/model/event.ts";
import type { Version } from "../../core/model/version.ts";
import type { Database } from "./database.ts";
import { eventText } from "./event-text.ts";
import { AHEAD, furtherHappenings, happenings } from "./happenings.ts";
import { EARLIEST, occurrenceRows } from "./occurrence-rows.ts";
import { slots } from "./slots.ts";

export interface EventIndex {
  /** Derives what lists and searches show of an object anew; null or a deletion takes it out. */
  write(object: number, winner: Version | null, now: number): void;
  /** Expands up to `limit` open-ended events whose horizon is nearer than `target`; false once there are none. */
  extend(target: number, limit: number): boolean;
  /** The nearest horizon, ms. */
  nearest(): number | null;
  /** Derives those with dates and floating times anew. */
  rezone(now: number): void;
}

/** `timezone` is the node's, for dates and floating times. */
export function eventIndex(db: Database, timezone: string): EventIndex {
  const occurrences = occurrenceRows(db);
  const text = eventText(db);
  const object = sql.placeholder("object");
  const remove = db.delete(events).where(eq(events.object, object)).prepare();
  const insert = db
    .insert(events)
    .values(slots(events, ["object", "expandedTo", "floating", "problem", "summary"]))
    .prepare();
  const winnerOf = and(eq(versions.object, events.object), eq(versions.state, "winner"));
  const due = db
    .select({ object: events.object, expandedTo: sql<number>`${events.expandedTo}`, text: versions.text })
    .from(events)
    .innerJoin(versions, winnerOf)
    .where(lt(events.expandedTo, sql.placeholder("target")))
    .orderBy(asc(events.expandedTo))
    .limit(sql.placeholder("limit"))
    .prepare();
  const extended = db
    .update(events)
    .set(slots(events, ["expandedTo", "problem"]))
    .where(eq(events.object, object))
    .prepare();
  const nearest = db
    .select({ at: sql<number | null>`min(${events.expandedTo})` })
    .from(events)
    .where(sql`${events.expandedTo} IS NOT NULL`)
    .prepare();
  const floating = db
    .select({ object: events.object, summary: events.summary, text: versions.text })
    .from(events)
    .innerJoin(versions, winnerOf)
    .where(eq(events.floating, true))
    .prepare();

  const place = (object: number, summary: EventSummary, source: string, now: number) => {
    const found = happenings(source, summary, timezone, now);
    remove.run({ object });
    occurrences.remove(object, EARLIEST);
    insert.run({
      object,
      expandedTo: found.openEnded ? now + AHEAD : null,
      floating: found.occurrences.some(({ zone }) => zone === null),
      problem: found.problem,
      summary,
    });
    occurrences.add(object, found.occurrences);
  };

  return {
    write(object, winner, now) {
      const summary = winner === null || winner.deleted ? null : summaryOf(winner.text);
      if (winner !== null && summary !== null) {
        place(object, summary, winner.text, now);
        text.write(object, summary);
        return;
      }
      remove.run({ object });
      occurrences.remove(object, EARLIEST);
      text.remove(object);
    },
    extend(target, limit) {
      const found = due.all({ target, limit });
      for (const { object, expandedTo, text } of found) {
        const more = furtherHappenings(text, { from: expandedTo, to: target, timezone });
        occurrences.remove(object, expandedTo);
        occurrences.add(object, more.occurrences);
        extended.run({ object, expandedTo: more.openEnded ? target : null, problem: more.problem });
      }
      return found.length === limit;
    },
    nearest: () => nearest.get()?.at ?? null,
    rezone(now) {
      for (const { object, summary, text } of floating.all()) place(object, summary, text, now);
    },
  };
}

/** An object that cannot be read as an event is stored all the same, and not listed. */
function summaryOf(text: string): EventSummary | null {
  try {
    return describe(text);
  } catch {
    return null;
  }
}
