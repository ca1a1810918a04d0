import type { Refusal } from "../../core/model/refusal.ts";
import type { OfferResult } from "../../core/model/verdict.ts";
import type { Taken } from "../repair/take-named.ts";

/** What a poll of a peer has brought so far. */
export interface Tally {
  add(taken: Taken): void;
  readonly results: readonly OfferResult[];
  /** What the peer named and did not give. */
  readonly missed: readonly Refusal[];
}

export function createTally(): Tally {
  const results: OfferResult[] = [];
  const missed: Refusal[] = [];
  return {
    results,
    missed,
    add(taken) {
      results.push(...taken.results);
      missed.push(...taken.missed);
    },
  };
}
