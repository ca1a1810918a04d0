/** What one poll of a peer may take; the rest is done at the next one (protocol, section 10). */
export interface Allowance {
  /** Counts what is about to be asked for; false where nothing is left. */
  spend(requests: number): boolean;
}

/** Most requests of one poll, and how long it may go on, ms. */
const REQUESTS = 1000;
const TIME = 2 * 60_000;

export function createAllowance(clock: () => number): Allowance {
  const until = clock() + TIME;
  let left = REQUESTS;
  return {
    spend(requests) {
      if (clock() >= until || left < requests) return false;
      left -= requests;
      return true;
    },
  };
}
