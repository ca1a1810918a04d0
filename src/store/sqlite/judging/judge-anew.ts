import { breathe } from "../../../workshop/breathe.ts";
import type { RecordChanges } from "../database/changes.ts";
import type { Database } from "../database/database.ts";
import { type Review, reviewingPages } from "./review.ts";
import { ruleBook } from "./rules.ts";
import { read } from "../database/transaction.ts";

/** Objects that one transaction judges: the server answers in between. */
const AT_ONCE = 200;

/**
 * Judges all objects anew where filters or policies have changed since that was last done. What breaks off begins
 * anew, and rules that change meanwhile are the next time's.
 */
export function judgingAnew(
  db: Database,
  record: RecordChanges,
  review: Review,
): (now: number) => Promise<void> {
  const book = ruleBook(db);
  const pages = reviewingPages(db, review);
  return async (now) => {
    const rules = read(db, () => book.pending());
    if (rules === null) return;
    for (let after: number | null = 0; after !== null;) {
      const from: number = after;
      after = record(now, (changes) => {
        const last = pages(from, AT_ONCE, changes);
        if (last === null) book.judged(rules);
        return last;
      });
      await breathe();
    }
  };
}
