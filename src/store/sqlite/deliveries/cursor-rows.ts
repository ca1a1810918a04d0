import { eq, sql } from "../../../../schema/drizzle.ts";
import { cursors } from "../../../../schema/tables.ts";
import type { Database } from "../database/database.ts";
import { perDatabase } from "../database/per-database.ts";
import { slots } from "../database/slots.ts";

export type CursorRow = typeof cursors.$inferSelect;

/** After so many failures in a row only one object at a time tries whether the peer is back. */
export const CIRCUIT_OPENS = 5;

/** How far peers are in the change log; one that was never pushed to stands at its beginning. */
export interface CursorRows {
  find(peer: number): CursorRow;
  /** Has it been pushed to, or tried? */
  has(peer: number): boolean;
  write(row: CursorRow): void;
}

export const cursorRows = perDatabase((db: Database): CursorRows => {
  const find = db
    .select()
    .from(cursors)
    .where(eq(cursors.peer, sql.placeholder("peer")))
    .prepare();
  const content = slots(cursors, [
    "cursor",
    "failures",
    "nextTry",
    "lastSuccess",
    "lastError",
    "stopped",
    "failingSince",
    "dormant",
  ]);
  const write = db
    .insert(cursors)
    .values({ ...slots(cursors, ["peer"]), ...content })
    .onConflictDoUpdate({ target: cursors.peer, set: content })
    .prepare();
  const blank = (peer: number): CursorRow => ({
    peer,
    cursor: 0,
    failures: 0,
    nextTry: null,
    lastSuccess: null,
    lastError: null,
    stopped: false,
    failingSince: null,
    dormant: false,
  });
  return {
    find: (peer) => find.get({ peer }) ?? blank(peer),
    has: (peer) => find.get({ peer }) !== undefined,
    write: (row) => void write.run(row),
  };
});
