import { eq, getTableColumns, type SQL, sql } from "drizzle-orm";
import { events, objects, occurrences, sightings } from "../../../schema/tables.ts";
import type { Commons, EventQuery, EventRow } from "../contract.ts";
import type { Database } from "./database.ts";
import { readCursor, writeCursor } from "./list-cursor.ts";
import { findPlaces } from "./list-window.ts";
import { EARLIEST, LATEST } from "./occurrence-rows.ts";
import { searchTerms } from "./search-terms.ts";
import { showings } from "./showings.ts";
import { read } from "./transaction.ts";

/** Most rows of one page. */
const MOST_ROWS = 1_000;
const EMPTY = { rows: [], next: null };

const { id: _id, object: _object, span: _span, ...occurrenceColumns } = getTableColumns(occurrences);

export function commonsList(db: Database): Commons["list"] {
  const shown = showings(db);
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
    const text = query.text === undefined || query.text.trim() === "" ? undefined : searchTerms(query.text);
    if (text === null) return EMPTY;
    const from = query.from ?? EARLIEST;
    const to = query.to ?? LATEST + 1;
    return read(db, () => {
      const places = findPlaces(db, { from, to, after, among: amongst(query, text), limit: limit + 1 });
      const page = places.slice(0, limit);
      const last = page.at(-1);
      const next = places.length > limit && last !== undefined ? writeCursor(last) : null;
      return { rows: page.flatMap(({ id }) => row(id)), next };
    });
  };
}

/** Objects that are named, shown and found, as far as they are asked for. */
function amongst({ uid, siteIds }: EventQuery, text: string | undefined): SQL | null {
  const parts: SQL[] = [];
  if (uid !== undefined)
    parts.push(sql`SELECT ${objects.id} AS object FROM ${objects} WHERE ${objects.uid} = ${uid}`);
  if (siteIds !== undefined) {
    parts.push(
      sql`SELECT ${sightings.object} AS object FROM ${sightings} WHERE ${sightings.site} IN ${siteIds}`,
    );
  }
  if (text !== undefined)
    parts.push(sql`SELECT rowid AS object FROM events_text WHERE events_text MATCH ${text}`);
  return parts.length === 0 ? null : sql.join(parts, sql` INTERSECT `);
}
