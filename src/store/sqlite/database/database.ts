import { closeSync, existsSync, mkdirSync, openSync } from "node:fs";
import { dirname } from "node:path";
import Sqlite from "better-sqlite3";
import type { BetterSQLite3Database } from "drizzle-orm/better-sqlite3";
import { drizzle } from "../../../../schema/drizzle.ts";
import { distance } from "../../../core/model/circle.ts";
import { compileStatements } from "./compiled.ts";
import { fault } from "./fault.ts";

export type Connection = Sqlite.Database;
export type Database = BetterSQLite3Database & { readonly $client: Connection };

/** How long a process waits for another one's transaction, ms. */
export const PATIENCE = 10_000;

/**
 * Opens the file, or memory for ":memory:", and its folder where it is missing. Commits are durable: WAL with
 * `synchronous` FULL. Throws a DomainError where the file is no database or may not be written.
 */
export function connect(path: string): Connection {
  try {
    if (path !== ":memory:") {
      mkdirSync(dirname(path), { recursive: true });
      if (!existsSync(path)) makePrivate(path);
    }
    const client = new Sqlite(path, { timeout: PATIENCE });
    try {
      client.pragma("journal_mode = WAL");
      client.pragma("synchronous = FULL");
      client.pragma("foreign_keys = ON");
      client.pragma("trusted_schema = OFF");
      client.function("metres", { deterministic: true }, metres);
    } catch (error) {
      client.close();
      throw error;
    }
    return client;
  } catch (error) {
    throw fault(error, path);
  }
}

/** An empty file for its owner alone, as is what SQLite lays beside it: addresses of feeds are secrets. */
export function makePrivate(path: string): void {
  closeSync(openSync(path, "a", 0o600));
}

/** Distance of two positions, for queries. */
function metres(latitude: number, longitude: number, toLatitude: number, toLongitude: number): number {
  return distance({ latitude, longitude }, { latitude: toLatitude, longitude: toLongitude });
}

export function queries(client: Connection): Database {
  const db = drizzle({ client });
  compileStatements(db);
  return db;
}
