import { rmSync } from "node:fs";
import { basename, dirname, join } from "node:path";
import Sqlite from "better-sqlite3";
import { DomainError } from "../../../core/model/domain-error.ts";
import type { Store } from "../../contract.ts";
import { type Connection, PATIENCE } from "./database.ts";
import { fault } from "./fault.ts";
import { identityOf } from "./meta.ts";

/** How long a look waits for another process's transaction, ms: nothing else is answered meanwhile. */
const GLANCE = 500;

/**
 * Takes the right to write, writes, and takes it back, so that nothing lasts. SQLite goes on with a file that was
 * deleted, and with what it has in memory of a full, read-only or failing disk: so the folder is tried, too.
 */
export function readiness(client: Connection): Store["ready"] {
  const opened = identityOf(client);
  return async () => {
    try {
      if (!client.memory) tryFolder(client.name, opened, () => identityOf(client));
      tryTransaction(client);
    } catch (error) {
      // Anybody may ask, and need not know where on the machine it lies.
      throw fault(error, basename(client.name));
    }
  };
}

function tryTransaction(client: Connection): void {
  client.pragma(`busy_timeout = ${GLANCE}`);
  try {
    client.exec("BEGIN IMMEDIATE; UPDATE meta SET seq = seq");
  } finally {
    if (client.inTransaction) client.exec("ROLLBACK");
    client.pragma(`busy_timeout = ${PATIENCE}`);
  }
}

function tryFolder(file: string, opened: string, identity: () => string): void {
  let current = "";
  try {
    current = identity();
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "ENOENT") throw error;
  }
  if (current !== opened) {
    throw new DomainError(
      "unavailable",
      `${basename(file)}: the database was moved, deleted or replaced while the node ran. Stop the node, put the file back, and start again.`,
    );
  }
  writeBeside(join(dirname(file), `.ready-${process.pid}`));
}

/** Writes and syncs as a commit does; by SQLite, as a confined process may sync nothing itself. */
function writeBeside(probe: string): void {
  rmSync(probe, { force: true });
  const client = new Sqlite(probe);
  try {
    client.pragma("journal_mode = OFF");
    client.pragma("synchronous = FULL");
    client.exec("CREATE TABLE probe (a)");
  } finally {
    client.close();
    rmSync(probe, { force: true });
  }
}
