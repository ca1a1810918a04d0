import { eq, sql } from "../../../../schema/drizzle.ts";
import { cursors } from "../../../../schema/tables.ts";
import type { Database } from "../database/database.ts";
import { perDatabase } from "../database/per-database.ts";

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
    write: (row) =>
      void db.insert(cursors).values(row).onConflictDoUpdate({ target: cursors.peer, set: row }).run(),
  };
});
