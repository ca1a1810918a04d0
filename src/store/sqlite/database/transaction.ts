import type { Connection, Database } from "./database.ts";
import { fault } from "./fault.ts";

/**
 * Does `work` in one transaction that has the right to write from its beginning, so that it never fails half-way
 * because another process wrote in between. What throws leaves nothing behind.
 */
export function write<T>(db: Database, work: () => T): T {
  return run(db.$client, work, "immediate");
}

/** Does reads that must agree with each other in one transaction. */
export function read<T>(db: Database, work: () => T): T {
  return run(db.$client, work, "deferred");
}

function run<T>(client: Connection, work: () => T, kind: "immediate" | "deferred"): T {
  try {
    return client.transaction(work)[kind]();
  } catch (error) {
    throw fault(error, client.name);
  }
}
