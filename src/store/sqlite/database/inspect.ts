import { existsSync, statSync } from "node:fs";
import Sqlite from "better-sqlite3";
import { DomainError } from "../../../core/model/domain-error.ts";
import { PATIENCE } from "./database.ts";
import { DAMAGED } from "./fault.ts";
import { migrations, version } from "./migrate.ts";

/** What can be told of a database file from outside. */
export interface Inspection {
  /** Schema version, and the one that this program writes. */
  readonly schema: number;
  readonly newest: number;
  /** With its log, bytes. */
  readonly bytes: number;
  /** What SQLite's `quick_check` finds broken, or why the file cannot be read; empty where it is sound. */
  readonly faults: readonly string[];
}

/** Looks into a database without changing it, also while a node runs on it; null where there is none. */
export function inspectDatabase(path: string): Inspection | null {
  if (!existsSync(path)) return null;
  const newest = migrations().length;
  const bytes = [path, `${path}-wal`].reduce(
    (sum, file) => sum + (statSync(file, { throwIfNoEntry: false })?.size ?? 0),
    0,
  );
  let client: Sqlite.Database | null = null;
  try {
    client = new Sqlite(path, { readonly: true, fileMustExist: true, timeout: PATIENCE });
    const found = client.pragma(`quick_check(${MOST_FAULTS})`) as readonly { readonly quick_check: string }[];
    const faults = found.map((row) => row.quick_check).filter((text) => text !== "ok");
    return { schema: version(client), newest, bytes, faults };
  } catch (error) {
    return { schema: 0, newest, bytes, faults: [(error as Error).message] };
  } finally {
    client?.close();
  }
}

const MOST_FAULTS = 5;

/** Up to here a database is looked through whole before a node runs on it, bytes: that takes a fraction of a second. */
const LOOKED_THROUGH = 64 * 1024 * 1024;

/**
 * Throws a DomainError `unavailable` where a database is damaged, before anything is written to it. What is damaged in a
 * larger one shows where it is read, and to `discal doctor`.
 */
export function refuseDamaged(path: string): void {
  const bytes = statSync(path, { throwIfNoEntry: false })?.size ?? 0;
  if (bytes === 0 || bytes > LOOKED_THROUGH) return;
  const [found] = inspectDatabase(path)?.faults ?? [];
  if (found === undefined) return;
  throw new DomainError("unavailable", `${path}: ${DAMAGED} (${firstOf(found)})`, { code: "SQLITE_CORRUPT" });
}

/** Of what SQLite says under a headline of its own. */
function firstOf(found: string): string {
  return found.replace(/^\*\*\*.*\n/, "").split("\n")[0] ?? found;
}
