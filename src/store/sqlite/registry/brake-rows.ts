import { and, eq, lte, sql } from "../../../../schema/drizzle.ts";
import { brakes } from "../../../../schema/tables.ts";
import type { Database } from "../database/database.ts";

const DAY = 86_400_000;

export interface BrakeRows {
  /** Adds to what a peer has cancelled of an origin, and gives the sum within the day that began with the first of them. */
  count(peer: number, origin: string, cancels: number, now: number): number;
  /** So many as a peer was stopped for are let pass once more. */
  release(peer: number, now: number): void;
}

export function brakeRows(db: Database): BrakeRows {
  const find = db
    .select()
    .from(brakes)
    .where(and(eq(brakes.peer, sql.placeholder("peer")), eq(brakes.origin, sql.placeholder("origin"))))
    .prepare();
  return {
    count(peer, origin, cancels, now) {
      // A peer can name many origins: what is past is not kept.
      db.delete(brakes)
        .where(and(eq(brakes.peer, peer), lte(brakes.since, now - DAY)))
        .run();
      const known = find.get({ peer, origin }) ?? { since: now, cancels: 0 };
      const row = { peer, origin, since: known.since, cancels: known.cancels + cancels };
      if (cancels === 0) return row.cancels;
      db.insert(brakes)
        .values(row)
        .onConflictDoUpdate({ target: [brakes.peer, brakes.origin], set: row })
        .run();
      return row.cancels;
    },
    release(peer, now) {
      db.update(brakes)
        .set({ since: now, cancels: sql`-abs(${brakes.cancels})` })
        .where(eq(brakes.peer, peer))
        .run();
    },
  };
}
