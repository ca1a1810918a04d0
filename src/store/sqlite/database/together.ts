import { setImmediate } from "node:timers";
import type { Database } from "./database.ts";
import { perDatabase } from "./per-database.ts";
import { write } from "./transaction.ts";

/** Does a whole transaction together with others; resolves once it is durable. */
export type Together = <T>(transaction: () => T) => Promise<T>;

interface Waiting {
  readonly transaction: () => unknown;
  readonly resolve: (result: never) => void;
  readonly reject: (error: unknown) => void;
}

/**
 * Does all transactions that are asked for within one turn of the event loop in a single one, in their order: they wait for
 * the disk once. Each is still whole by itself: of one that throws nothing is left, and the others are not held up.
 */
export const together = perDatabase((db: Database): Together => {
  let waiting: Waiting[] = [];
  const commit = () => {
    const all = waiting;
    waiting = [];
    // Alone it needs nothing around it.
    if (all.length === 1) settle(db, all, (each) => each());
    else settle(db, all, (each) => write(db, each));
  };
  return <T>(transaction: () => T) => {
    const { promise, resolve, reject } = Promise.withResolvers<T>();
    if (waiting.length === 0) setImmediate(commit);
    waiting.push({ transaction, resolve, reject });
    return promise;
  };
});

/** Nobody is answered before all of it is durable; what breaks that, breaks it for each of them. */
function settle(db: Database, all: readonly Waiting[], around: (work: () => void) => void): void {
  const answers: (() => void)[] = [];
  try {
    around(() => {
      for (const { transaction, resolve, reject } of all) {
        try {
          const result = transaction();
          answers.push(() => resolve(result as never));
        } catch (error) {
          // SQLite takes back all where the disk is full.
          if (all.length > 1 && !db.$client.inTransaction) throw error;
          answers.push(() => reject(error));
        }
      }
    });
    for (const answer of answers) answer();
  } catch (error) {
    for (const { reject } of all) reject(error);
  }
}
