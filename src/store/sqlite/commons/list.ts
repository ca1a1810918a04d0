import { eq, getTableColumns, sql } from "../../../../schema/drizzle.ts";
import { events, occurrences } from "../../../../schema/tables.ts";
import type { Commons } from "../../commons.ts";
import type { EventRow } from "../../event-list.ts";
import type { Database } from "../database/database.ts";
import { filterParts, ofUid } from "./filter-parts.ts";
import { readCursor, writeCursor } from "./list-cursor.ts";
import { findPlaces } from "./list-window.ts";
import { EARLIEST, LATEST } from "../listing/occurrence-rows.ts";
import { showings } from "../polls/showings.ts";
import { siteRows } from "../registry/site-rows.ts";
import { read } from "../database/transaction.ts";

/** Most rows of one page. */
const MOST_ROWS = 1_000;

const { id: _id, object: _object, span: _span, ...occurrenceColumns } = getTableColumns(occurrences);

export function commonsList(db: Database): Commons["list"] {
  const shown = showings(db);
  const sites = siteRows(db);
  const rowOf = db
    .select({ object: occurrences.object, occurrence: occurrenceColumns, event: events.summary })
    .from(occurrences)
    .innerJoin(events, eq(events.object, occurrences.object))
    .where(eq(occurrences.id, sql.placeholder("id")))
    .prepare();

  const row = (id: number): readonly EventRow[] => {
    const found = rowOf.get({ id });
    if (found === undefined) return [];
    const { sites, tags, notInFeed } = shown.of(found.object);
    const all = [...new Set([...found.event.categories, ...tags])];
    return [{ event: found.event, occurrence: found.occurrence, sites, tags: all, notInFeed }];
  };

  return async (query) => {
    const limit = Math.min(Math.max(Math.trunc(query.limit), 1), MOST_ROWS);
    const after = query.cursor === undefined ? null : readCursor(query.cursor);
    const from = query.from ?? EARLIEST;
    const to = query.to ?? LATEST + 1;
    return read(db, () => {
      const one = query.uid === undefined ? [] : [ofUid(query.uid)];
      // The rarest is looked for in this order, and what is known to be rare bounds the search.
      const parts = [...one, ...filterParts(query, sites)];
      const places = findPlaces(db, { from, to, after, parts, limit: limit + 1 });
      const page = places.slice(0, limit);
      const last = page.at(-1);
      const next = places.length > limit && last !== undefined ? writeCursor(last) : null;
      return { rows: page.flatMap(({ id }) => row(id)), next };
    });
  };
}
