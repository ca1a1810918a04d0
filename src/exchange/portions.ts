import { breathe } from "../workshop/breathe.ts";
import type { OfferResult } from "../core/model/verdict.ts";
import type { Arrival, Commons } from "../store/commons.ts";

/** Characters of objects that are worked through in one go: of the dearest ones some 60 ms. */
const AT_ONCE = 256 * 1024;

/**
 * Works through what others sent, some at a time: between two portions others have their turn. `sizeOf`: characters.
 */
export async function inPortions<T, Made>(
  all: readonly T[],
  sizeOf: (one: T) => number,
  work: (portion: readonly T[]) => Promise<readonly Made[]>,
): Promise<readonly Made[]> {
  const made: Made[] = [];
  for (let start = 0; start < all.length;) {
    if (start > 0) await breathe();
    let end = start;
    for (let size = 0; end < all.length && size < AT_ONCE; end += 1) size += sizeOf(all[end]!);
    made.push(...(await work(all.slice(start, end))));
    start = end;
  }
  return made;
}

/** Merges arrivals, each portion in a transaction of its own; one result for each, in their order. */
export function applyInPortions(
  commons: Pick<Commons, "apply">,
  arrivals: readonly Arrival[],
  now: number,
): Promise<readonly OfferResult[]> {
  return inPortions(
    arrivals,
    ({ version }) => version.text.length,
    (portion) => commons.apply(portion, now),
  );
}
