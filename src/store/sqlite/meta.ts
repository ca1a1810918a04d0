import { statSync } from "node:fs";
import { eq } from "drizzle-orm";
import { meta } from "../../../schema/tables.ts";
import type { Connection, Database } from "./database.ts";

/** Names of change logs; from outside, so that a simulation can repeat itself. */
export type EpochSource = () => string;

/**
 * The epoch of this database's change log: a new one for a new database, and for a file that is not the one that was
 * written last, because a restored copy may give numbers that peers have already seen for other changes.
 * Within a transaction.
 */
export function currentEpoch(db: Database, node: { readonly timezone: string }, fresh: EpochSource): string {
  const file = identityOf(db.$client);
  const row = db.select().from(meta).get();
  if (row === undefined) {
    const epoch = fresh();
    db.insert(meta).values({ id: 1, epoch, file, timezone: node.timezone, seq: 0, changedAt: 0 }).run();
    return epoch;
  }
  if (row.file === file) return row.epoch;
  const epoch = fresh();
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

function identityOf({ memory, name }: Connection): string {
  if (memory) return "";
  const { dev, ino } = statSync(name, { bigint: true });
  return `${dev}:${ino}`;
}
