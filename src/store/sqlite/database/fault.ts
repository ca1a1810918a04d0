import Sqlite from "better-sqlite3";
import { DomainError } from "../../../core/model/domain-error.ts";

/** What to do with a database that cannot be read as it should. */
export const DAMAGED =
  "the database is damaged: stop the node, then restore a backup, or let `npx discal repair` save what can be read and fetch the rest from peers";

const FULL = "the disk is full: make room, nothing that was stored is lost";

/** What SQLite's and the file system's codes mean to a person, by the beginning of the code. */
const MEANINGS: readonly (readonly [string, string])[] = [
  ["SQLITE_FULL", FULL],
  // It begins with a file beside the database.
  ["SQLITE_IOERR_SHMSIZE", FULL],
  ["ENOSPC", FULL],
  ["SQLITE_BUSY", "another process holds the database for too long: try again, or stop the other one"],
  ["SQLITE_LOCKED", "another process holds the database for too long: try again, or stop the other one"],
  ["SQLITE_READONLY", "the database may not be written: check who owns the data folder and its files"],
  ["SQLITE_CANTOPEN", "the database cannot be opened: check that the data folder exists and may be written"],
  ["SQLITE_PERM", "the database may not be opened: check who owns the data folder and its files"],
  ["EACCES", "the data folder may not be written: check who owns it, or name another one"],
  ["EROFS", "the data folder is on a read-only disk: name another one"],
  ["EPERM", "the data folder may not be written: check who owns it, or name another one"],
  ["ENOTDIR", "the data folder's path leads through a file: name another one"],
  ["EEXIST", "the data folder's path leads through a file: name another one"],
  ["SQLITE_NOTADB", `the file is not a SQLite database. ${DAMAGED}`],
  ["SQLITE_CORRUPT", DAMAGED],
  ["EIO", "the disk fails to read or write: check it before going on"],
  ["SQLITE_IOERR", "the disk fails to read or write: check it before going on"],
];

/** An error of SQLite or of the file system as one for people; any other error as it is. */
export function fault(error: unknown, path: string): unknown {
  const code = codeOf(error);
  const meaning = MEANINGS.find(([begin]) => code?.startsWith(begin))?.[1];
  if (meaning === undefined) return error;
  return new DomainError("unavailable", `${path}: ${meaning}`, { code: code ?? "" }, { cause: error });
}

function codeOf(error: unknown): string | null {
  if (error instanceof Sqlite.SqliteError) return error.code;
  if (error instanceof Error && "code" in error && typeof error.code === "string") return error.code;
  return null;
}
