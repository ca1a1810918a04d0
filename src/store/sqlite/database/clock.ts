import { meta } from "../../../../schema/tables.ts";
import type { Store } from "../../contract.ts";
import type { Database } from "./database.ts";
import { read, write } from "./transaction.ts";

const MINUTE = 60_000;
/** How often the moment is noted, ms: each time is a write. */
const NOTED = 5 * MINUTE;
/** Less than this clocks are set by day in, day out, and nobody waits for it. */
const SMALL = MINUTE;

/** Moments to come, by which something is done or let. */
const TO_COME = [
  ["polls", "next_poll"],
  ["polls", "claimed_until"],
  ["memories", "wait_until"],
  ["cursors", "next_try"],
  ["exceptions", "next_try"],
  ["withheld", "next_try"],
  ["pulls", "next_compare"],
  ["errands", "next_try"],
  ["registrations", "lease_until"],
] as const;
/** Moments from which on something is counted. */
const SINCE = [
  ["polls", "failing_since"],
  ["cursors", "failing_since"],
  ["brakes", "since"],
  ["quotas", "since"],
] as const;

/** As `Store.keepTime` says. */
export function timeKeeper(db: Database): Store["keepTime"] {
  const noted = db.select({ clock: meta.clock }).from(meta).prepare();
  const moves = TO_COME.map(([table, column]) =>
    db.$client.prepare<[number, number, number]>(
      `UPDATE ${table} SET ${column} = max(?, ${column} - ?) WHERE ${column} > ?`,
    ),
  );
  const starts = SINCE.map(([table, column]) =>
    db.$client.prepare<[number, number]>(`UPDATE ${table} SET ${column} = ? WHERE ${column} > ?`),
  );
  return async (now) => {
    const clock = read(db, () => noted.get()?.clock ?? now);
    if (now < clock + NOTED && now > clock - SMALL) return 0;
    return write(db, () => {
      const back = Math.max(0, clock - now);
      if (back > 0) {
        for (const move of moves) move.run(now, back, now);
        for (const start of starts) start.run(now, now);
      }
      db.update(meta).set({ clock: now }).run();
      return back;
    });
  };
}
