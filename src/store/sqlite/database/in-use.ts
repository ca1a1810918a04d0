import { existsSync } from "node:fs";
import Sqlite from "better-sqlite3";

/** Has another process this database open? A server, above all: it must not lose the file under its hands. */
export function isInUse(path: string): boolean {
  if (!existsSync(path)) return false;
  let client: Sqlite.Database | null = null;
  try {
    client = new Sqlite(path, { fileMustExist: true, timeout: 0 });
    // Whoever has it open in WAL mode holds a shared lock, against which this one cannot be had.
    client.pragma("locking_mode = EXCLUSIVE");
    client.exec("BEGIN EXCLUSIVE; ROLLBACK");
    return false;
  } catch (error) {
    return error instanceof Sqlite.SqliteError && error.code.startsWith("SQLITE_BUSY");
  } finally {
    client?.close();
  }
}
