import type { Refusal } from "../../core/model/refusal.ts";
import type { Site } from "../../core/model/site.ts";
import type { OfferResult } from "../../core/model/verdict.ts";
import { applyInPortions } from "../portions.ts";
import type { Brake } from "../pushing/brake.ts";
import { type Fetcher, fetchNamed, type Named } from "./fetch-named.ts";

export interface Taken {
  readonly results: readonly OfferResult[];
  readonly missed: readonly Refusal[];
}

/**
 * Fetches what a peer names, and merges it, unless the brake stops the peer. Throws a DomainError `too-many` where that is
 * more than its quota: what is within it was taken. What the peer did not give is remembered, so that it is not asked for
 * again and again; what was put off, so that it is.
 */
export async function takeNamed(
  taker: Fetcher & { readonly brake: Brake },
  peer: Site,
  named: readonly Named[],
): Promise<Taken> {
  const { versions, missed, given, withheld } = await fetchNamed(taker, peer, named);
  const { taken, held, over } = await taker.brake.check(peer, versions);
  const arrivals = taken.map((version) => ({ version, siteId: peer.id }));
  const results = await applyInPortions(taker.store.commons, arrivals, taker.clock());
  const stored = new Set(taken);
  const putOff = new Set(versions.filter((version) => !stored.has(version)).map(({ c1 }) => c1));
  const settled = given.filter((c1) => !putOff.has(c1));
  const later = [...withheld, ...held.map(({ c1 }) => c1)];
  if (settled.length + later.length > 0)
    await taker.store.repair.asked(peer.id, { given: settled, withheld: later, now: taker.clock() });
  if (over !== null) throw over;
  return { results, missed };
}
