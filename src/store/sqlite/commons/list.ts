import { and, asc, eq, gt, gte, lt, or, sql } from "../../../../schema/drizzle.ts";
import { objects, occurrences, sightings } from "../../../../schema/tables.ts";
import type { Commons } from "../../commons.ts";
import type { EventQuery, FirstOccurrence } from "../../event-list.ts";
import type { Database } from "../database/database.ts";
import { eventRows } from "./event-rows.ts";
import { filterParts, ofUid } from "./filter-parts.ts";
import { type ListPlace, readCursor, writeCursor } from "./list-cursor.ts";
import { findPlaces } from "./list-window.ts";
import { EARLIEST, LATEST } from "../listing/occurrence-rows.ts";
import { siteRows } from "../registry/site-rows.ts";
import { read } from "../database/transaction.ts";

/** Most rows of one page. */
const MOST_ROWS = 1_000;

function limitOf({ limit }: EventQuery): number {
  return Math.min(Math.max(Math.trunc(limit), 1), MOST_ROWS);
}

function windowOf({ from = EARLIEST, to = LATEST + 1 }: Pick<EventQuery, "from" | "to">) {
  return { from, to };
}

export function commonsList(db: Database): Pick<Commons, "list" | "coming" | "firstOf"> {
  const rows = eventRows(db);
  const sites = siteRows(db);
  const changeOf = db
    .select({ uid: objects.uid, changedAt: objects.changedAt })
    .from(occurrences)
    .innerJoin(objects, eq(objects.id, occurrences.object))
    .where(eq(occurrences.id, sql.placeholder("id")))
    .prepare();
  const [from, to] = [sql.placeholder("from"), sql.placeholder("to")];
  const firstOf = db
    .select({
      id: occurrences.id,
      updated: objects.changedAt,
      shown: sql<
        number | null
      >`(SELECT min(${sightings.firstSeen}) FROM ${sightings} WHERE ${sightings.object} = ${objects.id})`,
    })
    .from(objects)
    .innerJoin(occurrences, eq(occurrences.object, objects.id))
    .where(
      and(
        eq(objects.uid, sql.placeholder("uid")),
        lt(occurrences.start, to),
        or(gt(occurrences.end, from), gte(occurrences.start, from)),
      ),
    )
    .orderBy(asc(occurrences.start), asc(occurrences.id))
    .limit(1)
    .prepare();

  /** One more than the page has: whether there is another. */
  const placesOf = (query: EventQuery, limit: number): readonly ListPlace[] => {
    const after = query.cursor === undefined ? null : readCursor(query.cursor);
    const one = query.uid === undefined ? [] : [ofUid(query.uid)];
    // The rarest is looked for in this order, and what is known to be rare bounds the search.
    const parts = [...one, ...filterParts(query, sites)];
    return findPlaces(db, { ...windowOf(query), after, parts, limit: limit + 1 });
  };

  return {
    list: async (query) =>
      read(db, () => {
        const limit = limitOf(query);
        const places = placesOf(query, limit);
        const page = places.slice(0, limit);
        const last = page.at(-1);
        const next = places.length > limit && last !== undefined ? writeCursor(last) : null;
        return { rows: rows(page.map(({ id }) => id)), next };
      }),
    coming: async (query) =>
      read(db, () => {
        const limit = limitOf(query);
        const ids = placesOf(query, limit).slice(0, limit);
        const found = ids.flatMap(({ id }) => changeOf.get({ id }) ?? []);
        return [...new Map(found.map((each) => [each.uid, each])).values()];
      }),
    firstOf: async (uids, window) =>
      read(db, () =>
        uids.flatMap((uid): readonly FirstOccurrence[] => {
          const found = firstOf.get({ uid, ...windowOf(window) });
          if (found === undefined) return [];
          const { id, updated, shown } = found;
          return rows([id]).map((row) => ({ row, updated, published: Math.min(updated, shown ?? updated) }));
        }),
      ),
  };
}
