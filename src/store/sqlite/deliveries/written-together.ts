import { nextTurn } from "../../../workshop/breathe.ts";
import type { Database } from "../database/database.ts";
import { writeAlong } from "../database/transaction.ts";

interface Waiting {
  readonly work: () => void;
  readonly done: () => void;
  readonly failed: (error: unknown) => void;
}

/** Turns of the event loop that what comes next waits for others. */
const TURNS = 4;

/**
 * Writes at once what comes alone, and what many bring soon after it in one transaction; resolves once it is written.
 */
export function writtenTogether(db: Database): (work: () => void) => Promise<void> {
  let waiting: Waiting[] | null = null;
  const gather = async (): Promise<void> => {
    do {
      waiting = [];
      for (let turn = 0; turn < TURNS; turn += 1) await nextTurn();
      if (waiting.length > 0) writeAll(db, waiting);
    } while (waiting.length > 0);
    waiting = null;
  };
  return (work) =>
    new Promise((done, failed) => {
      const one = { work, done, failed };
      if (waiting !== null) {
        waiting.push(one);
        return;
      }
      writeOne(db, one);
      void gather();
    });
}

function writeAll(db: Database, all: readonly Waiting[]): void {
  try {
    writeAlong(db, () => {
      for (const { work } of all) work();
    });
  } catch {
    // One is not to answer for another.
    for (const one of all) writeOne(db, one);
    return;
  }
  for (const { done } of all) done();
}

function writeOne(db: Database, { work, done, failed }: Waiting): void {
  try {
    writeAlong(db, work);
    done();
  } catch (error) {
    failed(error);
  }
}
