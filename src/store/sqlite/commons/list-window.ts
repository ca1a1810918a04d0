import type { Database } from "../database/database.ts";
import { ask, each, type Piece, piece, where } from "../database/piece.ts";
import { allHold, countUpTo, type FilterPart, lookedUp, rarestOf } from "./filter-parts.ts";
import type { ListPlace } from "./list-cursor.ts";
import { EARLIEST, LATEST } from "../listing/occurrence-rows.ts";
import { SPANS } from "../listing/spans.ts";

/** Which occurrences are wanted, in the order (start, UID, id) after a place. */
export interface Wanted {
  readonly from: number;
  readonly to: number;
  readonly after: ListPlace | null;
  /** Which objects are meant. */
  readonly parts: readonly FilterPart[];
  readonly limit: number;
}

/** A part of the filter that has no more objects is found whole; of one that has more, each occurrence is asked. */
const SOME = 50_000;

/**
 * The places of wanted occurrences, at most `limit`; within a transaction. Where few objects are meant, their occurrences
 * are looked up one by one; of more, all occurrences are gone through in the order of time until a page is full.
 */
export function findPlaces(db: Database, wanted: Wanted, few: number = fewOf(db)): readonly ListPlace[] {
  const { parts } = wanted;
  // Of what is looked up anyway it need not be known how many there are.
  const isLookedUp = parts.length === 1 && parts[0]?.isLookedUp === true;
  const rarest = rarestOf(db, parts, isLookedUp ? few : SOME);
  if (rarest === null) return inTime(db, wanted);
  const found = allHold(rarest.part, parts);
  const count = parts.length === 1 ? rarest.count : countUpTo(db, found, few + 1);
  if (Math.min(count, rarest.count) <= few) return amongFound(db, found, wanted);
  const others = parts.filter((part) => part !== rarest.part);
  return inTime(db, { ...wanted, parts: [lookedUp(rarest.part.objects), ...others] });
}

/**
 * How many objects are few: to look one up takes about as long as to go past ten occurrences, and of n objects among N
 * every (N / n)th occurrence is theirs.
 */
function fewOf(db: Database): number {
  const [most] = ask<{ id: number | null }>(db, piece`SELECT max(id) AS id FROM objects`);
  return Math.ceil(2 * Math.sqrt(most?.id ?? 0));
}

/**
 * Goes through what reaches into the window, one look per class of length, and then through what begins in it, until the page
 * is full, with all that begins at the same moment as its last: their UIDs, which order them, are looked up then.
 */
function inTime(db: Database, wanted: Wanted): readonly ListPlace[] {
  const { from, to, after } = wanted;
  const isBegun = after === null || after.start < from;
  const since = Math.max(from, after?.start ?? EARLIEST);
  // As one list, so that what is meant is looked up once. LIMIT keeps SQLite from taking it apart.
  const all = piece`
    ${isBegun ? piece`SELECT occurrences.id, start, object ${reachingInto(wanted)} UNION ALL` : NOTHING}
    SELECT * FROM (
      SELECT id, start, object FROM occurrences INDEXED BY occurrences_start
      WHERE start >= ${since} AND start < ${to} ORDER BY start
    ) LIMIT -1`;
  const chosen = piece`SELECT id, start FROM (${all}) AS occurrences ${where(...meant(wanted))}`;
  const ids = firstOf(each(db, chosen), wanted);
  return ask(
    db,
    piece`SELECT ${PLACE}
      FROM json_each(${JSON.stringify(ids)}) AS found CROSS JOIN occurrences ON occurrences.id = found.value
      ${OBJECT} ${where(beyond(wanted))} ${inOrder(wanted)}`,
  );
}

interface Begun {
  readonly id: number;
  readonly start: number;
}

/** Of those that reach into the window, and then those that begin in it by their start, as many as may be on the page. */
function firstOf(all: Iterable<Begun>, { from, after, limit }: Wanted): readonly number[] {
  const ended = after?.start ?? -Infinity;
  const found: Begun[] = [];
  let counted = 0;
  for (const one of all) {
    if (counted >= limit && one.start >= from && one.start > (found.at(-1)?.start ?? from)) break;
    if (one.start < ended) continue;
    // What begins when the page before ended may have been on it.
    if (one.start > ended) counted += 1;
    found.push(one);
  }
  found.sort((a, b) => a.start - b.start);
  const last = found.filter(({ start }) => start > ended)[limit - 1]?.start ?? Infinity;
  return found.filter(({ start }) => start <= last).map(({ id }) => id);
}

const PLACE = piece`occurrences.id AS id, occurrences.start AS start, objects.uid AS uid`;
const OBJECT = piece`JOIN objects ON objects.id = occurrences.object`;
const NOTHING = piece``;
const CLASSES: Piece = {
  text: SPANS.map(
    (length, span) => `(${span}, ${span < SPANS.length - 1 ? length : LATEST - EARLIEST})`,
  ).join(", "),
  values: [],
};

/** Occurrences that began before a window and reach into it, to select from. */
export function reachingInto({ from, to }: Pick<Wanted, "from" | "to">): Piece {
  return piece`
    FROM (SELECT column1 AS span, column2 AS reach FROM (VALUES ${CLASSES})) AS class
    CROSS JOIN occurrences INDEXED BY occurrences_span
      ON occurrences.span = class.span AND occurrences.start >= ${from} - class.reach
      AND occurrences.start < ${Math.min(from, to)} AND occurrences."end" > ${from}`;
}

function amongFound(db: Database, found: Piece, wanted: Wanted): readonly ListPlace[] {
  return ask(
    db,
    piece`
    SELECT ${PLACE}
    FROM (${found}) AS found
    CROSS JOIN occurrences INDEXED BY occurrences_object ON occurrences.object = found.object
    ${OBJECT}
    ${where(
      piece`(occurrences."end" > ${wanted.from} OR occurrences.start >= ${wanted.from})`,
      piece`occurrences.start < ${wanted.to}`,
      beyond(wanted),
    )} ${inOrder(wanted)}`,
  );
}

function beyond({ after }: Wanted): Piece | undefined {
  if (after === null) return undefined;
  return piece`(occurrences.start, objects.uid, occurrences.id) > (${after.start}, ${after.uid}, ${after.id})`;
}

function meant({ parts }: Wanted): readonly Piece[] {
  return parts.map((part) => part.holds(piece`occurrences.object`));
}

function inOrder({ limit }: Wanted): Piece {
  return piece`ORDER BY occurrences.start, objects.uid, occurrences.id LIMIT ${limit}`;
}
