import { eq, sql } from "../../../schema/drizzle.ts";
import { cursors } from "../../../schema/tables.ts";
import type { Database } from "./database.ts";

export type CursorRow = typeof cursors.$inferSelect;

/** How far peers are in the change log; one that was never pushed to stands at its beginning. */
export interface CursorRows {
  find(peer: number): CursorRow;
  write(row: CursorRow): void;
}

export function cursorRows(db: Database): CursorRows {
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
    write: (row) =>
      void db.insert(cursors).values(row).onConflictDoUpdate({ target: cursors.peer, set: row }).run(),
  };
}
