import { setImmediate } from "node:timers/promises";
import type { Commons } from "../../commons.ts";
import type { Database } from "../database/database.ts";
import type { EventIndex } from "../listing/event-index.ts";
import { AHEAD } from "../listing/happenings.ts";
import { history, HISTORY } from "./history.ts";
import { read, write } from "../database/transaction.ts";

const DAY = 86_400_000;
/** Horizons are moved in steps of this length, so that the work is rare; ms. */
const STEP = 30 * DAY;
/** Open-ended events that one transaction expands: the server answers in between. */
const AT_ONCE = 100;

export function commonsMaintain(
  db: Database,
  index: EventIndex,
  judgeAnew: (now: number) => Promise<void>,
): Commons["maintain"] {
  const past = history(db);
  return async (now) => {
    await judgeAnew(now);
    if (read(db, () => isDue(index.nearest(), now))) {
      while (write(db, () => index.extend(now + AHEAD, AT_ONCE))) await setImmediate();
    }
    if (read(db, () => (past.nextDue() ?? Number.POSITIVE_INFINITY) <= now)) {
      write(db, () => {
        past.forget(now);
        // What was overtaken by a deletion is history for as long as feeds carry its stub.
        index.forget(now - HISTORY);
      });
    }
    const horizon = read(db, () => index.nearest()) ?? Number.POSITIVE_INFINITY;
    return Math.min(horizon - AHEAD + STEP, now + DAY);
  };
}

function isDue(nearest: number | null, now: number): boolean {
  return nearest !== null && nearest <= now + AHEAD - STEP;
}
