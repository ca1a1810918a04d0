import Sqlite from "better-sqlite3";
import type { Store } from "../../contract.ts";
import { type Connection, makePrivate } from "./database.ts";
import { fault } from "./fault.ts";

/** All of them, in one step: between two a writer would make SQLite begin anew, for ever on a busy node. */
const ALL_PAGES = 0x7fff_ffff;

/** Copies the database by SQLite's backup API: as of one moment, while this and other processes read and write. */
export function backingUp(client: Connection): Store["backup"] {
  return async (path) => {
    try {
      makePrivate(path);
      await client.backup(path, { progress: () => ALL_PAGES });
      finish(path);
    } catch (error) {
      throw fault(error, path);
    }
  };
}

/** One file, without a log beside it, that whoever opens it takes for a copy: so it begins a new epoch. */
function finish(path: string): void {
  const copy = new Sqlite(path);
  try {
    copy.pragma("journal_mode = DELETE");
    copy.exec("UPDATE meta SET file = ''");
  } finally {
    copy.close();
  }
}
