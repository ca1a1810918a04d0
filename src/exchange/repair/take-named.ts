import type { Refusal } from "../../core/model/refusal.ts";
import type { Site } from "../../core/model/site.ts";
import type { OfferResult } from "../../core/model/verdict.ts";
import type { Brake } from "../pushing/brake.ts";
import { type Fetcher, fetchNamed, type Named } from "./fetch-named.ts";

export interface Taken {
  readonly results: readonly OfferResult[];
  readonly missed: readonly Refusal[];
}

/** Fetches what a peer names, and merges it, unless the brake stops the peer. */
export async function takeNamed(
  taker: Fetcher & { readonly brake: Brake },
  peer: Site,
  named: readonly Named[],
): Promise<Taken> {
  const { versions, missed } = await fetchNamed(taker, peer, named);
  await taker.brake.check(peer, versions);
  const arrivals = versions.map((version) => ({ version, siteId: peer.id }));
  return { results: await taker.store.commons.apply(arrivals, taker.clock()), missed };
}
