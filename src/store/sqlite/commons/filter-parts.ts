import { boxesAround } from "../../../core/model/circle.ts";
import { type Circle, type EventFilter, tagKey } from "../../../core/model/filter.ts";
import type { Database } from "../database/database.ts";
import { ask, joined, type Piece, piece, where } from "../database/piece.ts";
import { searchTerms } from "./search-terms.ts";
import type { SiteRows } from "../registry/site-rows.ts";

/** One part of a filter, in two forms: to look objects up by it, and to ask it of each. */
export interface FilterPart {
  /** Query for the ids of those objects, as `object`; it may give one twice. */
  readonly objects: Piece;
  /** Whether it holds for an object of this id. */
  holds(object: Piece): Piece;
  /** All of its objects are looked up, to ask it of any. */
  readonly isLookedUp?: boolean;
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
export function rarestFirst(db: Database, parts: readonly FilterPart[], most: number): Piece | null {
  const rarest = rarestOf(db, parts, most);
  return rarest === null ? null : allHold(rarest.part, parts);
}

/** The part that the fewest objects have, and how many; null where each has more than `most`. */
export function rarestOf(
  db: Database,
  parts: readonly FilterPart[],
  most: number,
): { readonly part: FilterPart; readonly count: number } | null {
  let rarest: FilterPart | null = null;
  let fewest = most;
  for (const part of parts) {
    const count = countUpTo(db, part.objects, fewest + 1);
    if (count > fewest) continue;
    [rarest, fewest] = [part, count];
  }
  return rarest === null ? null : { part: rarest, count: fewest };
}

/** Query for the objects of one part of which all others hold, too, each once. */
export function allHold(one: FilterPart, parts: readonly FilterPart[]): Piece {
  const others = parts.filter((part) => part !== one).map((part) => part.holds(piece`one.object`));
  return piece`SELECT DISTINCT one.object AS object FROM (${one.objects}) AS one ${where(...others)}`;
}

export function countUpTo(db: Database, objects: Piece, limit: number): number {
  const [found] = ask<{ count: number }>(
    db,
    piece`SELECT count(*) AS count FROM (${objects} LIMIT ${limit})`,
  );
  return found?.count ?? 0;
}

export function ofUid(uid: string): FilterPart {
  return lookedUp(piece`SELECT id AS object FROM objects WHERE uid = ${uid}`);
}

/** Looked up once for all: of each it is told by what was found. */
export function lookedUp(objects: Piece): FilterPart {
  return { objects, isLookedUp: true, holds: (object) => piece`+${object} IN (${objects})` };
}

/** Full text of what is, or was until it was deleted. */
function words(terms: string | null): FilterPart {
  // Signs alone are in no text.
  if (terms === null) return shownBy([]);
  // To ask of each costs as much as to find all.
  return lookedUp(piece`SELECT rowid AS object FROM events_text WHERE events_text MATCH ${terms}`);
}

/** Its own tags, and the local ones of the sites that ever showed it. */
function tagged(names: readonly string[], sites: SiteRows): FilterPart {
  const wanted = new Set(names.map(tagKey));
  const having = sites.all().filter(({ tags }) => tags.some((tag) => wanted.has(tagKey(tag))));
  const own = keyed("event_tags", "tag", [...wanted]);
  const local = shownBy(having.map(({ id }) => id));
  return having.length === 0 ? own : either(own, local);
}

function placed(names: readonly string[]): FilterPart {
  return keyed("event_places", "place", names.map(tagKey));
}

function shownBy(siteIds: readonly number[]): FilterPart {
  return keyed("sightings", "site", siteIds);
}

function keyed(table: string, column: string, keys: readonly (string | number)[]): FilterPart {
  const from = { text: `FROM ${table} WHERE ${column}`, values: [] };
  const itsObject = { text: `${table}.object`, values: [] };
  return {
    objects: piece`SELECT ${itsObject} AS object ${from} IN ${keys}`,
    holds: (object) => piece`EXISTS (SELECT 1 ${from} IN ${keys} AND ${itsObject} = ${object})`,
  };
}

function either(one: FilterPart, other: FilterPart): FilterPart {
  return {
    objects: piece`${one.objects} UNION ALL ${other.objects}`,
    holds: (object) => piece`(${one.holds(object)} OR ${other.holds(object)})`,
  };
}

/** Boxes first, by the R*Tree; then the distance itself. */
function within(circle: Circle): FilterPart {
  const { latitude, longitude, radius } = circle;
  const isNear = piece`metres(latitude, longitude, ${latitude}, ${longitude}) <= ${radius}`;
  const boxes = boxesAround(circle).map(
    ({ south, north, west, east }) =>
      piece`SELECT object FROM event_positions WHERE south <= ${north} AND north >= ${south}
        AND west <= ${east} AND east >= ${west} AND ${isNear}`,
  );
  return {
    objects: joined(boxes, " UNION ALL "),
    holds: (object) =>
      piece`EXISTS (SELECT 1 FROM event_positions WHERE event_positions.object = ${object} AND ${isNear})`,
  };
}
