import type { SQL } from "drizzle-orm";
import { and, sql } from "../../../../schema/drizzle.ts";
import type { SQLiteColumn, SQLiteTable } from "drizzle-orm/sqlite-core";
import { eventPlaces, eventTags, objects, sightings } from "../../../../schema/tables.ts";
import { boxesAround } from "../../../core/model/circle.ts";
import { type Circle, type EventFilter, tagKey } from "../../../core/model/filter.ts";
import type { Database } from "../database/database.ts";
import { searchTerms } from "./search-terms.ts";
import type { SiteRows } from "../registry/site-rows.ts";

/** One part of a filter, in two forms: to look objects up by it, and to ask it of each. */
export interface FilterPart {
  /** Query for the ids of those objects, as `object`; it may give one twice. */
  readonly objects: SQL;
  /** Whether it holds for an object of this id. */
  holds(object: SQL): SQL;
}

/** The parts of a filter, all of which must hold; within a transaction. */
export function filterParts(filter: EventFilter, sites: SiteRows): FilterPart[] {
  const { text, tags, places, siteIds, near } = filter;
  return [
    ...(text === undefined || text.trim() === "" ? [] : [words(searchTerms(text))]),
    ...(tags === undefined ? [] : [tagged(tags, sites)]),
    ...(places === undefined ? [] : [placed(places)]),
    ...(siteIds === undefined ? [] : [shownBy(siteIds)]),
    ...(near === undefined ? [] : [within(near)]),
  ];
}

/**
 * Query for the objects of which all parts hold, each once: it goes through those of the rarest part. Null where
 * each part has more than `most`.
 */
export function rarestFirst(db: Database, parts: readonly FilterPart[], most: number): SQL | null {
  let rarest: FilterPart | null = null;
  let fewest = most;
  for (const part of parts) {
    const count = countUpTo(db, part.objects, fewest + 1);
    if (count > fewest) continue;
    [rarest, fewest] = [part, count];
  }
  if (rarest === null) return null;
  const others = parts.filter((part) => part !== rarest).map((part) => part.holds(sql`rarest.object`));
  return sql`SELECT DISTINCT rarest.object AS object FROM (${rarest.objects}) AS rarest ${where(...others)}`;
}

export function countUpTo(db: Database, objects: SQL, limit: number): number {
  return db.get<{ count: number }>(sql`SELECT count(*) AS count FROM (${objects} LIMIT ${limit})`).count;
}

export function where(...conditions: readonly (SQL | undefined)[]): SQL {
  const all = and(...conditions);
  return all === undefined ? sql`` : sql`WHERE ${all}`;
}

export function ofUid(uid: string): FilterPart {
  const found = sql`SELECT ${objects.id} AS object FROM ${objects} WHERE ${objects.uid} = ${uid}`;
  return { objects: found, holds: (object) => sql`+${object} IN (${found})` };
}

/** Full text of what is, or was until it was deleted. */
function words(terms: string | null): FilterPart {
  // Signs alone are in no text.
  if (terms === null) return shownBy([]);
  const found = sql`SELECT rowid AS object FROM events_text WHERE events_text MATCH ${terms}`;
  // Looked up once for all: to ask of each costs as much as to find all.
  return { objects: found, holds: (object) => sql`+${object} IN (${found})` };
}

/** Its own tags, and the local ones of the sites that ever showed it. */
function tagged(names: readonly string[], sites: SiteRows): FilterPart {
  const wanted = new Set(names.map(tagKey));
  const having = sites.all().filter(({ tags }) => tags.some((tag) => wanted.has(tagKey(tag))));
  const own = keyed(eventTags, eventTags.tag, [...wanted]);
  const local = shownBy(having.map(({ id }) => id));
  return having.length === 0 ? own : either(own, local);
}

function placed(names: readonly string[]): FilterPart {
  return keyed(eventPlaces, eventPlaces.place, names.map(tagKey));
}

function shownBy(siteIds: readonly number[]): FilterPart {
  return keyed(sightings, sightings.site, siteIds);
}

function keyed(table: SQLiteTable, column: SQLiteColumn, keys: readonly (string | number)[]): FilterPart {
  const isMeant = sql`${column} IN ${[...keys]}`;
  return {
    objects: sql`SELECT ${table}.object AS object FROM ${table} WHERE ${isMeant}`,
    holds: (object) => sql`EXISTS (SELECT 1 FROM ${table} WHERE ${table}.object = ${object} AND ${isMeant})`,
  };
}

function either(one: FilterPart, other: FilterPart): FilterPart {
  return {
    objects: sql`${one.objects} UNION ALL ${other.objects}`,
    holds: (object) => sql`(${one.holds(object)} OR ${other.holds(object)})`,
  };
}

/** Boxes first, by the R*Tree; then the distance itself. */
function within(circle: Circle): FilterPart {
  const { latitude, longitude, radius } = circle;
  const isNear = sql`metres(latitude, longitude, ${latitude}, ${longitude}) <= ${radius}`;
  const boxes = boxesAround(circle).map(
    ({ south, north, west, east }) =>
      sql`SELECT object FROM event_positions WHERE south <= ${north} AND north >= ${south}
        AND west <= ${east} AND east >= ${west} AND ${isNear}`,
  );
  return {
    objects: sql.join(boxes, sql` UNION ALL `),
    holds: (object) =>
      sql`EXISTS (SELECT 1 FROM event_positions WHERE event_positions.object = ${object} AND ${isNear})`,
  };
}
