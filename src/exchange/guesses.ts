import { DomainError } from "../core/model/domain-error.ts";
import { createLimiterOfAll, type Limiter, tooMany } from "./limiter.ts";

/** Takes note of a wrong token or signature of a caller, and says what is left: to them, and to all together. */
export type Guesses = Limiter;

const OF_ONE = { name: "failed-tokens", burst: 10, perMinute: 10 } as const;
/** Of a whole botnet: no more than a log and a disk can stand. */
const OF_ALL = { name: "failed-tokens-of-all", burst: 300, perMinute: 300 } as const;

/**
 * Counts what was refused at all doors of a node together. A right token is never kept out, however many wrong ones come
 * from its address or any other: it has 256 random bits, so that it is not the rate of guesses that keeps it, and many may
 * sit behind one proxy. What wrong ones cost is a line of the log, and an answer that invites to try again.
 */
export function createGuesses(): Guesses {
  return createLimiterOfAll(OF_ONE, OF_ALL);
}

/** What an attempt to come in gives; throws a DomainError `too-many` in the place of `unauthorized` where there were too many. */
export async function attempt<T>(
  guesses: Guesses,
  caller: string,
  clock: () => number,
  comeIn: () => Promise<T>,
): Promise<T> {
  try {
    return await comeIn();
  } catch (error) {
    if (!(error instanceof DomainError) || error.problem !== "unauthorized") throw error;
    const allowance = guesses(caller, clock());
    throw allowance.allowed ? error : tooMany(allowance);
  }
}
