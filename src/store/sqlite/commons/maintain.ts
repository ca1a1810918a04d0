import type { Commons } from "../../commons.ts";
import type { Database } from "../database/database.ts";
import type { EventIndex } from "../listing/event-index.ts";
import { history, HISTORY } from "./history.ts";
import { read, write } from "../database/transaction.ts";

const DAY = 86_400_000;

export function commonsMaintain(
  db: Database,
  index: EventIndex,
  judgeAnew: (now: number) => Promise<void>,
): Commons["maintain"] {
  const past = history(db);
  return async (now) => {
    await judgeAnew(now);
    if (read(db, () => (past.nextDue() ?? Number.POSITIVE_INFINITY) <= now)) {
      write(db, () => {
        past.forget(now);
        // What was overtaken by a deletion is history for as long as feeds carry its stub.
        index.forget(now - HISTORY);
      });
    }
    return now + DAY;
  };
}
