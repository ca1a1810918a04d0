import { basename } from "node:path";
import type { Transaction } from "better-sqlite3";
import { isStoreFault } from "../../store-fault.ts";
import type { Connection, Database } from "./database.ts";
import { fault } from "./fault.ts";

/**
 * Does `work` in one transaction that has the right to write from its beginning, so that it never fails half-way
 * because another process wrote in between. What throws leaves nothing behind.
 */
export function write<T>(db: Database, work: () => T): T {
  return run(db.$client, work, "immediate");
}

/**
 * As `write`, for what nobody is told by itself: it waits for no disk. It lies there with the next transaction of `write`, before
 * that one is answered for; where the power fails sooner, both are as if they had never been.
 */
export function writeAlong<T>(db: Database, work: () => T): T {
  const client = db.$client;
  if (client.inTransaction) return write(db, work);
  client.pragma("synchronous = NORMAL");
  try {
    return write(db, work);
  } finally {
    client.pragma("synchronous = FULL");
  }
}

/** Does reads that must agree with each other in one transaction. */
export function read<T>(db: Database, work: () => T): T {
  return run(db.$client, work, "deferred");
}

function run<T>(client: Connection, work: () => T, kind: "immediate" | "deferred"): T {
  try {
    return runnerOf(client)[kind](work) as T;
  } catch (error) {
    // Anybody may be answered so, and need not know where on the machine it lies.
    throw fault(error, basename(client.name));
  }
}

/** One for each connection: to make one takes longer than most of what is done in it. */
const runners = new WeakMap<Connection, Transaction<(work: () => unknown) => unknown>>();

function runnerOf(client: Connection): Transaction<(work: () => unknown) => unknown> {
  const runner = runners.get(client) ?? client.transaction((work) => work());
  runners.set(client, runner);
  return runner;
}

/** Does `writing`; where the disk is full, or can only be read, does `reading` instead: so far a reader needs no room. */
export function whereWritable<T>(writing: () => T, reading: () => T): T {
  try {
    return writing();
  } catch (error) {
    if (!isStoreFault(error)) throw error;
    return reading();
  }
}
