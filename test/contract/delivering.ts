import type { OfferVerdict } from "../../src/core/model/verdict.ts";
import type { Version } from "../../src/core/model/version.ts";
import type { Store } from "../../src/store/contract.ts";
import type { Batch } from "../../src/store/deliveries.ts";
import { NOW } from "./samples.ts";

export const LIMITS = { objects: 50, bytes: 1_000_000 };
export const MINUTE = 60_000;

/** Versions that a person of this node makes. */
export async function enter(store: Store, ...versions: readonly Version[]): Promise<void> {
  await store.commons.apply(
    versions.map((version) => ({ version, siteId: null })),
    NOW,
  );
}

/** What a peer is to be sent next. */
export function batch(store: Store, peer: number, now: number = NOW, limits = LIMITS): Promise<Batch | null> {
  return store.deliveries.nextBatch(peer, now, limits);
}

export function contents(found: Batch | null): readonly string[] {
  return found?.versions.map(({ uid, revision, hop }) => `${uid} r${revision} h${hop}`) ?? [];
}

/** The peer says the same of all versions of a batch. */
export async function answer(
  store: Store,
  found: Batch | null,
  verdict: OfferVerdict = "accepted",
  now: number = NOW,
) {
  if (found === null) throw new Error("there is nothing to answer");
  const results = found.versions.map(({ uid, revision }) => ({ uid, revision, verdict, reason: verdict }));
  await store.deliveries.delivered(found, results, now);
}
