import { eq, sql } from "../../../../schema/drizzle.ts";
import { brakes } from "../../../../schema/tables.ts";
import type { Database } from "../database/database.ts";

const DAY = 86_400_000;

/** Adds to what a peer has cancelled, and gives the sum within the day that began with the first of them. */
export type CountCancels = (peer: number, cancels: number, now: number) => number;

export function brakeRows(db: Database): CountCancels {
  const find = db
    .select()
    .from(brakes)
    .where(eq(brakes.peer, sql.placeholder("peer")))
    .prepare();
  return (peer, cancels, now) => {
    const known = find.get({ peer });
    const within = known !== undefined && now < known.since + DAY ? known : { since: now, cancels: 0 };
    const row = { peer, since: within.since, cancels: within.cancels + cancels };
    if (cancels === 0) return row.cancels;
    db.insert(brakes).values(row).onConflictDoUpdate({ target: brakes.peer, set: row }).run();
    return row.cancels;
  };
}
