import { nextTurn } from "../../../workshop/breathe.ts";
import type { Database } from "../database/database.ts";
import { writeAlong } from "../database/transaction.ts";

interface Waiting {
  readonly work: () => void;
  readonly done: () => void;
  readonly failed: (error: unknown) => void;
}

/** Writes what many bring within one turn of the event loop in one transaction; resolves once it is written. */
export function writtenTogether(db: Database): (work: () => void) => Promise<void> {
  let waiting: Waiting[] = [];
  const writeAll = (): void => {
    const all = waiting;
    waiting = [];
    try {
      writeAlong(db, () => {
        for (const { work } of all) work();
      });
      for (const { done } of all) done();
    } catch {
      // One is not to answer for another.
      for (const one of all) writeOne(db, one);
    }
  };
  return (work) =>
    new Promise((done, failed) => {
      waiting.push({ work, done, failed });
      if (waiting.length === 1) void nextTurn().then(writeAll);
    });
}

function writeOne(db: Database, { work, done, failed }: Waiting): void {
  try {
    writeAlong(db, work);
    done();
  } catch (error) {
    failed(error);
  }
}
