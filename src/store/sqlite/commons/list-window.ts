import type { SQL } from "drizzle-orm";
import { and, sql } from "../../../../schema/drizzle.ts";
import { objects, occurrences } from "../../../../schema/tables.ts";
import type { Database } from "../database/database.ts";
import { countUpTo, type FilterPart, rarestFirst, where } from "./filter-parts.ts";
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

/** Up to so many objects are looked up one by one; of more, occurrences are gone through until a page is full. */
const FEW = 3_000;
/** A part of the filter that has no more objects is gone through, to see how many of them are meant. */
const SOME = 20_000;

/** The places of wanted occurrences, at most `limit`; within a transaction. */
export function findPlaces(db: Database, wanted: Wanted, few: number = FEW): readonly ListPlace[] {
  const found = rarestFirst(db, wanted.parts, SOME);
  if (found !== null && countUpTo(db, found, few + 1) <= few) return amongFound(db, found, wanted);
  const begun = wanted.after === null || wanted.after.start < wanted.from ? goingOn(db, wanted) : [];
  return [...begun, ...beginning(db, { ...wanted, limit: wanted.limit - begun.length })];
}

const place = sql`${occurrences.id} AS id, ${occurrences.start} AS start, ${objects.uid} AS uid`;
const object = sql`JOIN ${objects} ON ${objects.id} = ${occurrences.object}`;
const reaches = sql.join(
  SPANS.map((length, span) => sql.raw(`(${span}, ${span < SPANS.length - 1 ? length : LATEST - EARLIEST})`)),
  sql`, `,
);

/** What began before the window and reaches into it: one look per class of length. */
function goingOn(db: Database, wanted: Wanted): readonly ListPlace[] {
  return db.all<ListPlace>(sql`
    SELECT ${place} ${reachingInto(wanted)} ${object} ${where(beyond(wanted), meant(wanted))} ${inOrder(wanted)}`);
}

/** Occurrences that began before a window and reach into it, to select from. */
export function reachingInto({ from, to }: Pick<Wanted, "from" | "to">): SQL {
  return sql`
    FROM (SELECT column1 AS span, column2 AS reach FROM (VALUES ${reaches})) AS class
    CROSS JOIN ${occurrences} INDEXED BY occurrences_span
      ON ${occurrences.span} = class.span AND ${occurrences.start} >= ${from} - class.reach
      AND ${occurrences.start} < ${Math.min(from, to)} AND ${occurrences.end} > ${from}`;
}

function beginning(db: Database, wanted: Wanted): readonly ListPlace[] {
  const since = Math.max(wanted.from, wanted.after?.start ?? EARLIEST);
  return db.all<ListPlace>(sql`
    SELECT ${place}
    FROM ${occurrences} INDEXED BY occurrences_start
    ${object}
    ${where(
      sql`${occurrences.start} >= ${since}`,
      sql`${occurrences.start} < ${wanted.to}`,
      beyond(wanted),
      meant(wanted),
    )} ${inOrder(wanted)}`);
}

function amongFound(db: Database, found: SQL, wanted: Wanted): readonly ListPlace[] {
  return db.all<ListPlace>(sql`
    SELECT ${place}
    FROM (${found}) AS found
    CROSS JOIN ${occurrences} INDEXED BY occurrences_object ON ${occurrences.object} = found.object
    ${object}
    ${where(
      sql`(${occurrences.end} > ${wanted.from} OR ${occurrences.start} >= ${wanted.from})`,
      sql`${occurrences.start} < ${wanted.to}`,
      beyond(wanted),
    )} ${inOrder(wanted)}`);
}

function beyond({ after }: Wanted): SQL | undefined {
  if (after === null) return undefined;
  return sql`(${occurrences.start}, ${objects.uid}, ${occurrences.id}) > (${after.start}, ${after.uid}, ${after.id})`;
}

function meant({ parts }: Wanted): SQL | undefined {
  return and(...parts.map((part) => part.holds(sql`${occurrences.object}`)));
}

function inOrder({ limit }: Wanted): SQL {
  return sql`ORDER BY ${occurrences.start}, ${objects.uid}, ${occurrences.id} LIMIT ${limit}`;
}
