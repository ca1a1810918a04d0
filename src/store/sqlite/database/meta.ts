import { statSync } from "node:fs";
import { eq } from "../../../../schema/drizzle.ts";
import { meta } from "../../../../schema/tables.ts";
import type { Connection, Database } from "./database.ts";
import { forgetHandedOut, isBehind } from "./handed-out.ts";

/** Form of the rows that are derived from events: grows where a program derives more, or otherwise. */
const DERIVED = 2;

/** Names of change logs; from outside, so that a simulation can repeat itself. */
export type EpochSource = () => string;

/**
 * The epoch of this database's change log: a new one for a new database, for a file that is not the one that was
 * written last, and for one that knows less than others were told of it, because a restored copy may give numbers that
 * peers have already seen for other changes.
 * Within a transaction.
 */
export function currentEpoch(
  db: Database,
  node: { readonly timezone: string; readonly zoneData: string },
  fresh: EpochSource,
): string {
  const file = identityOf(db.$client);
  const row = db.select().from(meta).get();
  if (row === undefined) {
    const epoch = fresh();
    db.insert(meta)
      .values({
        ...node,
        id: 1,
        epoch,
        file,
        seq: 0,
        changedAt: 0,
        clock: 0,
        derived: DERIVED,
        rules: "",
        judged: "",
      })
      .run();
    return epoch;
  }
  if (row.file === file && !isBehind(db.$client, row)) return row.epoch;
  const epoch = fresh();
  forgetHandedOut(db.$client);
  db.update(meta).set({ epoch, file }).where(eq(meta.id, 1)).run();
  return epoch;
}

/** Remembers the zone of dates and floating times; true where it was another one. */
export function moveTimezone(db: Database, timezone: string): boolean {
  const before = db.select({ timezone: meta.timezone }).from(meta).get();
  if (before === undefined || before.timezone === timezone) return false;
  db.update(meta).set({ timezone }).where(eq(meta.id, 1)).run();
  return true;
}

/** Remembers the release of the time zone data; true where it was another one. */
export function moveZoneData(db: Database, zoneData: string): boolean {
  const before = db.select({ zoneData: meta.zoneData }).from(meta).get();
  if (before === undefined || before.zoneData === zoneData) return false;
  db.update(meta).set({ zoneData }).where(eq(meta.id, 1)).run();
  return true;
}

/** Remembers the form of the derived rows, and gives the one before. 1: tags, places, positions; 2: buckets. */
export function moveDerived(db: Database): number {
  const { derived } = db.select({ derived: meta.derived }).from(meta).get() ?? { derived: DERIVED };
  if (derived < DERIVED) db.update(meta).set({ derived: DERIVED }).where(eq(meta.id, 1)).run();
  return derived;
}

export function identityOf({ memory, name }: Connection): string {
  if (memory) return "";
  const { dev, ino } = statSync(name, { bigint: true });
  return `${dev}:${ino}`;
}
