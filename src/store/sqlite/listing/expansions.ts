import { and, asc, eq, lte, sql } from "../../../../schema/drizzle.ts";
import { events, objects, overlays, versions } from "../../../../schema/tables.ts";
import { TOO_MANY_STEPS } from "../../../core/ical/occurrence-set.ts";
import type { Expansion } from "../../../core/model/event.ts";
import type { DueExpansion, Expansions } from "../../expansions.ts";
import { versionColumns } from "../commons/version-columns.ts";
import type { Database } from "../database/database.ts";
import { slots } from "../database/slots.ts";
import { read, write } from "../database/transaction.ts";
import { textOf } from "./event-index.ts";
import { AHEAD, listedWindow, orAtStart } from "./happenings.ts";
import { EARLIEST, occurrenceRows } from "./occurrence-rows.ts";
import { happeningsRoom } from "./room.ts";

/** Horizons are moved in steps of this length, so that the work is rare; ms. */
const STEP = 30 * 86_400_000;
/** What is said of an object whose happenings nobody finds in the time and memory that there is. */
const GIVEN_UP = "too-much-work";

/** `timezone` is the node's, for dates and floating times. */
export function expansionsOf(db: Database, timezone: string): Expansions {
  const occurrences = occurrenceRows(db);
  const roomFor = happeningsRoom(db);
  const object = sql.placeholder("object");
  const lacking = () =>
    db
      .select({
        object: events.object,
        expandedTo: sql<number>`${events.expandedTo}`,
        problem: events.problem,
        floating: events.floating,
        summary: events.summary,
        winner: versionColumns,
        overlay: overlays.overlay,
      })
      .from(events)
      .innerJoin(versions, and(eq(versions.object, events.object), eq(versions.state, "winner")))
      .innerJoin(objects, eq(objects.id, events.object))
      .leftJoin(overlays, eq(overlays.object, events.object));
  const due = lacking()
    .where(lte(events.expandedTo, sql.placeholder("before")))
    .orderBy(asc(events.expandedTo))
    .limit(sql.placeholder("limit"))
    .prepare();
  const one = lacking().where(eq(events.object, object)).prepare();
  const update = db
    .update(events)
    .set(slots(events, ["expandedTo", "problem", "floating", "happenings"]))
    .where(eq(events.object, object))
    .prepare();
  const nearest = db
    .select({ at: sql<number | null>`min(${events.expandedTo})` })
    .from(events)
    .where(sql`${events.expandedTo} IS NOT NULL`)
    .prepare();

  const list = ({ object, text, since, window, expandedTo }: DueExpansion, found: Expansion | null) => {
    const row = one.get({ object });
    if (row === undefined || row.expandedTo !== expandedTo || textOf(row) !== text) return;
    const { floating, summary } = row;
    if (found === null) {
      giveUp.run({ object, expandedTo: null, problem: GIVEN_UP });
      return;
    }
    const isWhole = since === EARLIEST;
    const later = isWhole
      ? orAtStart(found.occurrences, summary, timezone)
      : found.occurrences.filter(({ start }) => start >= since);
    occurrences.remove(object, since);
    update.run({
      object,
      expandedTo: found.openEnded ? window.to : null,
      problem: found.problem,
      floating: floating || later.some(({ zone }) => zone === null),
      happenings: occurrences.add(object, later, roomFor(object, null)),
    });
  };
  const giveUp = db
    .update(events)
    .set(slots(events, ["expandedTo", "problem"]))
    .where(eq(events.object, object))
    .prepare();

  return {
    due: async (now, limit) =>
      read(db, () =>
        due.all({ before: now + AHEAD - STEP, limit }).map((row): DueExpansion => {
          const { object, expandedTo, problem, summary } = row;
          const anew = !summary.recurring || expandedTo === EARLIEST || problem === TOO_MANY_STEPS;
          const window = anew
            ? listedWindow(summary, timezone, now)
            : { from: expandedTo, to: now + AHEAD, timezone };
          const maxOccurrences = roomFor(object, null);
          const since = anew ? EARLIEST : expandedTo;
          return { object, text: textOf(row), window: { ...window, maxOccurrences }, since, expandedTo };
        }),
      ),
    record: async (found) =>
      write(db, () => {
        for (const { due, found: expansion } of found) list(due, expansion);
      }),
    nextDue: async () => {
      const horizon = nearest.get()?.at ?? null;
      return horizon === null ? null : horizon - AHEAD + STEP;
    },
  };
}
