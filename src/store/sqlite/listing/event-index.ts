import { and, asc, eq, gt, inArray, lt, sql } from "../../../../schema/drizzle.ts";
import { events, objects, occurrences as table, overlays, versions } from "../../../../schema/tables.ts";
import { describe } from "../../../core/ical/event.ts";
import { overlaid } from "../../../core/ical/overlaid.ts";
import type { EventSummary } from "../../../core/model/event.ts";
import type { Overlay } from "../../../core/model/overlay.ts";
import type { Version } from "../../../core/model/version.ts";
import type { Database } from "../database/database.ts";
import { eventKeys } from "./event-keys.ts";
import { eventText } from "./event-text.ts";
import { AHEAD, furtherHappenings, happenings } from "./happenings.ts";
import { EARLIEST, occurrenceRows } from "./occurrence-rows.ts";
import { slots } from "../database/slots.ts";
import { versionColumns } from "../commons/version-columns.ts";

export interface EventIndex {
  /**
   * Derives what lists and searches show of an object anew, from what people are shown in its place. Null takes it out; a deletion takes it out of lists, and
   * leaves by what it was found, so that a filter finds its stub.
   */
  write(object: number, shown: Version | null, now: number): void;
  /** Expands up to `limit` events whose horizon is nearer than `target`; false once there are none. */
  extend(target: number, limit: number): boolean;
  /** Takes back the horizon of all that is to come, so that `extend` finds it anew. */
  outdate(now: number): void;
  /** The nearest horizon, ms. */
  nearest(): number | null;
  /** Derives those with dates and floating times anew. */
  rezone(now: number): void;
  /** Derives anew by what all events are found. */
  rekey(): void;
  /** Of events that were deleted until `past` (ms), by what they were found. */
  forget(past: number): void;
}

/** Rows that are read at a time where all are gone through. */
const AT_ONCE = 1_000;

/** `timezone` is the node's, for dates and floating times. */
export function eventIndex(db: Database, timezone: string): EventIndex {
  const occurrences = occurrenceRows(db);
  const text = eventText(db);
  const keys = eventKeys(db);
  const object = sql.placeholder("object");
  const remove = db.delete(events).where(eq(events.object, object)).prepare();
  const insert = db
    .insert(events)
    .values(slots(events, ["object", "expandedTo", "floating", "problem", "summary"]))
    .prepare();
  const winnerOf = and(eq(versions.object, events.object), eq(versions.state, "winner"));
  const due = db
    .select({
      object: events.object,
      expandedTo: sql<number>`${events.expandedTo}`,
      summary: events.summary,
      winner: versionColumns,
      overlay: overlays.overlay,
    })
    .from(events)
    .innerJoin(versions, winnerOf)
    .innerJoin(objects, eq(objects.id, events.object))
    .leftJoin(overlays, eq(overlays.object, events.object))
    .where(lt(events.expandedTo, sql.placeholder("target")))
    .orderBy(asc(events.expandedTo))
    .limit(sql.placeholder("limit"))
    .prepare();
  const extended = db
    .update(events)
    .set(slots(events, ["expandedTo", "problem"]))
    .where(eq(events.object, object))
    .prepare();
  const outdated = db
    .update(events)
    .set(slots(events, ["expandedTo"]))
    .where(
      inArray(
        events.object,
        db
          .select({ object: table.object })
          .from(table)
          .where(gt(table.end, sql.placeholder("now"))),
      ),
    )
    .prepare();
  const nearest = db
    .select({ at: sql<number | null>`min(${events.expandedTo})` })
    .from(events)
    .where(sql`${events.expandedTo} IS NOT NULL`)
    .prepare();
  const floating = db
    .select({
      object: events.object,
      summary: events.summary,
      winner: versionColumns,
      overlay: overlays.overlay,
    })
    .from(events)
    .innerJoin(versions, winnerOf)
    .innerJoin(objects, eq(objects.id, events.object))
    .leftJoin(overlays, eq(overlays.object, events.object))
    .where(eq(events.floating, true))
    .prepare();
  const following = db
    .select({ object: events.object, summary: events.summary })
    .from(events)
    .where(gt(events.object, sql.placeholder("after")))
    .orderBy(asc(events.object))
    .limit(AT_ONCE)
    .prepare();

  const buried = db.$client
    .prepare<[number], number>(
      `SELECT objects.id FROM versions INDEXED BY versions_deleted JOIN objects ON objects.id = versions.object
       WHERE versions.state = 'winner' AND versions.deleted = 1 AND objects.changed_at <= ?
         AND EXISTS (SELECT 1 FROM events_text WHERE rowid = objects.id)`,
    )
    .pluck();
  const takeOut = (object: number) => {
    text.remove(object);
    keys.remove(object);
  };

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
    write(object, shown, now) {
      const summary = shown === null || shown.deleted ? null : summaryOf(shown.text);
      if (shown !== null && summary !== null) {
        place(object, summary, shown.text, now);
        text.write(object, summary);
        keys.write(object, summary);
        return;
      }
      remove.run({ object });
      occurrences.remove(object, EARLIEST);
      if (shown?.deleted !== true) takeOut(object);
    },
    extend(target, limit) {
      const found = due.all({ target, limit });
      for (const { object, expandedTo, summary, ...shown } of found) {
        const text = textOf(shown);
        if (!summary.recurring) {
          place(object, summary, text, expandedTo);
          continue;
        }
        const more = furtherHappenings(text, { from: expandedTo, to: target, timezone });
        occurrences.remove(object, expandedTo);
        occurrences.add(object, more.occurrences);
        extended.run({ object, expandedTo: more.openEnded ? target : null, problem: more.problem });
      }
      return found.length === limit;
    },
    outdate: (now) => void outdated.run({ now, expandedTo: now }),
    nearest: () => nearest.get()?.at ?? null,
    rezone(now) {
      for (const { object, summary, ...shown } of floating.all()) {
        place(object, summary, textOf(shown), now);
      }
    },
    rekey() {
      for (let after: number | undefined = 0; after !== undefined;) {
        const found: readonly { object: number; summary: EventSummary }[] = following.all({ after });
        for (const { object, summary } of found) keys.write(object, summary);
        after = found.at(-1)?.object;
      }
    },
    forget: (past) => buried.all(past).forEach(takeOut),
  };
}

/** What is listed: the winner, as the local overlay has it. */
function textOf({ winner, overlay }: { readonly winner: Version; readonly overlay: Overlay | null }): string {
  return (overlaid(winner, overlay) ?? winner).text;
}

/** An object that cannot be read as an event is stored all the same, and not listed. */
function summaryOf(text: string): EventSummary | null {
  try {
    return describe(text);
  } catch {
    return null;
  }
}
