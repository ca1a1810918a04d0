import { and, asc, eq, gt, inArray, sql } from "../../../../schema/drizzle.ts";
import { events, objects, occurrences as table, overlays, versions } from "../../../../schema/tables.ts";
import { describe } from "../../../core/ical/event.ts";
import { overlaid } from "../../../core/ical/overlaid.ts";
import type { EventSummary } from "../../../core/model/event.ts";
import type { Overlay } from "../../../core/model/overlay.ts";
import type { Version } from "../../../core/model/version.ts";
import type { Database } from "../database/database.ts";
import { eventKeys } from "./event-keys.ts";
import { eventText } from "./event-text.ts";
import { AHEAD, firstHappenings } from "./happenings.ts";
import { EARLIEST, occurrenceRows } from "./occurrence-rows.ts";
import { happeningsRoom } from "./room.ts";
import { slots } from "../database/slots.ts";
import { versionColumns } from "../commons/version-columns.ts";

export interface EventIndex {
  /**
   * Derives what lists and searches show of an object anew, from what people are shown in its place. Null takes it out; a deletion takes it out of lists, and
   * leaves by what it was found, so that a filter finds its stub. Happenings that are not found at once are left to
   * `Expansions`.
   */
  write(object: number, shown: Version | null, scene: Scene): void;
  /** Takes back the horizon of all that is to come, so that it is found anew. */
  outdate(now: number): void;
  /** Derives those with dates and floating times anew. */
  rezone(now: number): void;
  /** Derives anew by what all events are found. */
  rekey(): void;
  /** Of events that were deleted until `past` (ms), by what they were found. */
  forget(past: number): void;
}

/** What is known of an object that is written. */
interface Scene {
  readonly now: number;
  /** That is about to show it. */
  readonly site?: number | null;
  /** Nothing is listed of it yet. */
  readonly isNew?: boolean;
}

/** Rows that are read at a time where all are gone through. */
const AT_ONCE = 1_000;

/** `timezone` is the node's, for dates and floating times. */
export function eventIndex(db: Database, timezone: string): EventIndex {
  const occurrences = occurrenceRows(db);
  const text = eventText(db);
  const keys = eventKeys(db);
  const roomFor = happeningsRoom(db);
  const object = sql.placeholder("object");
  const remove = db.delete(events).where(eq(events.object, object)).prepare();
  const insert = db
    .insert(events)
    .values(slots(events, ["object", "expandedTo", "floating", "problem", "happenings", "summary"]))
    .prepare();
  const winnerOf = and(eq(versions.object, events.object), eq(versions.state, "winner"));
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

  const takeOffLists = (object: number) => {
    remove.run({ object });
    occurrences.remove(object, EARLIEST);
  };

  const place = (
    object: number,
    summary: EventSummary,
    source: string,
    { now, site = null, isNew = false }: Scene,
  ) => {
    if (!isNew) takeOffLists(object);
    const found = firstHappenings(source, summary, timezone, now);
    const room = roomFor(object, site, found.occurrences.length);
    insert.run({
      object,
      expandedTo: !found.isWhole ? EARLIEST : found.openEnded ? now + AHEAD : null,
      floating: found.occurrences.some(({ zone }) => zone === null),
      problem: found.problem,
      happenings: occurrences.fill(object, found.occurrences, room),
      summary,
    });
  };

  return {
    write(object, shown, scene) {
      const summary = shown === null || shown.deleted ? null : summaryOf(shown.text);
      if (shown !== null && summary !== null) {
        place(object, summary, shown.text, scene);
        text.write(object, summary, scene.isNew);
        keys.write(object, summary, scene.isNew);
        return;
      }
      takeOffLists(object);
      if (shown?.deleted !== true) takeOut(object);
    },
    outdate: (now) => void outdated.run({ now, expandedTo: now }),
    rezone(now) {
      for (const { object, summary, ...shown } of floating.all()) {
        place(object, summary, textOf(shown), { now });
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
export function textOf({
  winner,
  overlay,
}: {
  readonly winner: Version;
  readonly overlay: Overlay | null;
}): string {
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
