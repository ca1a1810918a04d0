import { and, type SQL, sql } from "drizzle-orm";
import { objects, occurrences } from "../../../schema/tables.ts";
import type { Database } from "./database.ts";
import type { ListPlace } from "./list-cursor.ts";
import { EARLIEST, LATEST } from "./occurrence-rows.ts";
import { SPANS } from "./spans.ts";

/** Which occurrences are wanted, in the order (start, UID, id) after a place. */
export interface Wanted {
  readonly from: number;
  readonly to: number;
  readonly after: ListPlace | null;
  /** Query for ids of the objects that are meant; null for all. */
  readonly among: SQL | null;
  readonly limit: number;
}

/** Up to so many objects are looked up one by one; of more, occurrences are gone through until a page is full. */
const FEW = 3_000;

/** The places of wanted occurrences, at most `limit`; within a transaction. */
export function findPlaces(db: Database, wanted: Wanted, few: number = FEW): readonly ListPlace[] {
  if (wanted.among !== null && areFew(db, wanted.among, few)) return amongFound(db, wanted.among, wanted);
  const begun = wanted.after === null || wanted.after.start < wanted.from ? goingOn(db, wanted) : [];
  return [...begun, ...beginning(db, { ...wanted, limit: wanted.limit - begun.length })];
}

const place = sql`${occurrences.id} AS id, ${occurrences.start} AS start, ${objects.uid} AS uid`;
const object = sql`JOIN ${objects} ON ${objects.id} = ${occurrences.object}`;
const reaches = sql.join(
  SPANS.map((length, span) => sql.raw(`(${span}, ${span < SPANS.length - 1 ? length : LATEST - EARLIEST})`)),
  sql`, `,
);

function areFew(db: Database, among: SQL, few: number): boolean {
  const [found] = db.all<{ count: number }>(sql`SELECT count(*) AS count FROM (${among} LIMIT ${few + 1})`);
  return (found?.count ?? 0) <= few;
}

/** What began before the window and reaches into it: one look per class of length. */
function goingOn(db: Database, wanted: Wanted): readonly ListPlace[] {
  const { from, to } = wanted;
  return db.all<ListPlace>(sql`
    SELECT ${place}
    FROM (SELECT column1 AS span, column2 AS reach FROM (VALUES ${reaches})) AS class
    CROSS JOIN ${occurrences} INDEXED BY occurrences_span
      ON ${occurrences.span} = class.span AND ${occurrences.start} >= ${from} - class.reach
      AND ${occurrences.start} < ${Math.min(from, to)} AND ${occurrences.end} > ${from}
    ${object}
    ${where(beyond(wanted), meant(wanted))} ${inOrder(wanted)}`);
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

function amongFound(db: Database, among: SQL, wanted: Wanted): readonly ListPlace[] {
  return db.all<ListPlace>(sql`
    SELECT ${place}
    FROM (${among}) AS found
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

function meant({ among }: Wanted): SQL | undefined {
  return among === null ? undefined : sql`${occurrences.object} IN (${among})`;
}

function where(...conditions: readonly (SQL | undefined)[]): SQL {
  const all = and(...conditions);
  return all === undefined ? sql`` : sql`WHERE ${all}`;
}

function inOrder({ limit }: Wanted): SQL {
  return sql`ORDER BY ${occurrences.start}, ${objects.uid}, ${occurrences.id} LIMIT ${limit}`;
}
