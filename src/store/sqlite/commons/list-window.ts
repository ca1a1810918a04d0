import type { Database } from "../database/database.ts";
import { ask, type Piece, piece, where } from "../database/piece.ts";
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
  const rarest = rarestOf(db, parts, SOME);
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
  const [most] = ask(db)<{ id: number | null }>(piece`SELECT max(id) AS id FROM objects`);
  return Math.ceil(2 * Math.sqrt(most?.id ?? 0));
}

function inTime(db: Database, wanted: Wanted): readonly ListPlace[] {
  const begun = wanted.after === null || wanted.after.start < wanted.from ? goingOn(db, wanted) : [];
  const missing = wanted.limit - begun.length;
  return missing === 0 ? begun : [...begun, ...beginning(db, { ...wanted, limit: missing })];
}

const PLACE = piece`occurrences.id AS id, occurrences.start AS start, objects.uid AS uid`;
const OBJECT = piece`JOIN objects ON objects.id = occurrences.object`;
const CLASSES: Piece = {
  text: SPANS.map(
    (length, span) => `(${span}, ${span < SPANS.length - 1 ? length : LATEST - EARLIEST})`,
  ).join(", "),
  values: [],
};

/** What began before the window and reaches into it: one look per class of length. */
function goingOn(db: Database, wanted: Wanted): readonly ListPlace[] {
  return ask(db)(piece`
    SELECT ${PLACE} ${reachingInto(wanted)} ${OBJECT}
    ${where(beyond(wanted), ...meant(wanted))} ${inOrder(wanted)}`);
}

/** Occurrences that began before a window and reach into it, to select from. */
export function reachingInto({ from, to }: Pick<Wanted, "from" | "to">): Piece {
  return piece`
    FROM (SELECT column1 AS span, column2 AS reach FROM (VALUES ${CLASSES})) AS class
    CROSS JOIN occurrences INDEXED BY occurrences_span
      ON occurrences.span = class.span AND occurrences.start >= ${from} - class.reach
      AND occurrences.start < ${Math.min(from, to)} AND occurrences."end" > ${from}`;
}

function beginning(db: Database, wanted: Wanted): readonly ListPlace[] {
  const since = Math.max(wanted.from, wanted.after?.start ?? EARLIEST);
  return ask(db)(piece`
    SELECT ${PLACE} FROM occurrences INDEXED BY occurrences_start ${OBJECT}
    ${where(
      piece`occurrences.start >= ${since}`,
      piece`occurrences.start < ${wanted.to}`,
      beyond(wanted),
      ...meant(wanted),
    )} ${inOrder(wanted)}`);
}

function amongFound(db: Database, found: Piece, wanted: Wanted): readonly ListPlace[] {
  return ask(db)(piece`
    SELECT ${PLACE}
    FROM (${found}) AS found
    CROSS JOIN occurrences INDEXED BY occurrences_object ON occurrences.object = found.object
    ${OBJECT}
    ${where(
      piece`(occurrences."end" > ${wanted.from} OR occurrences.start >= ${wanted.from})`,
      piece`occurrences.start < ${wanted.to}`,
      beyond(wanted),
    )} ${inOrder(wanted)}`);
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
