import { DomainError } from "../core/model/domain-error.ts";
import type { PollClaim } from "../store/polls.ts";
import { type CaughtUp, catchUp, catchUpBodies, type Places, placesIn } from "./catch-up.ts";
import { readSiteDocument } from "./introduce.ts";
import { fetchFeed, readFetched } from "./poll-feed.ts";
import { nextTime, type PollOutcome } from "./poll-outcome.ts";
import type { Poller, PollWish } from "./poller.ts";
import { requirePinned } from "./primary.ts";
import { sourceOf } from "./read-feed.ts";

/** What one asking does not reach the next one goes on with, ms. */
const MORE = 60_000;

/** Polls a peer: its change log, or its feed where it has none (protocol, sections 3 and 9). */
export async function readPeer(
  poller: Poller,
  claim: PollClaim,
  { compare, byClock = false }: PollWish,
): Promise<PollOutcome> {
  await poller.brake.admit(claim.site);
  if (byClock && claim.site.poll === null) return readBodies(poller, claim);
  const places = await placesOf(poller, claim);
  if (places !== null) return readChanges(poller, claim, places, compare);
  await catchUpBodies(poller, claim.site);
  return readFetched(poller, claim, await fetchFeed(poller, claim));
}

/** Asks a peer that only pushes for the bytes that it once pushed in vain, as filters let them in by now. */
async function readBodies(poller: Poller, claim: PollClaim): Promise<PollOutcome> {
  const { store, clock } = poller;
  const caught = await catchUpBodies(poller, claim.site);
  const left = await store.repair.wanted(claim.site.id, clock(), 1);
  return taken(poller, claim, { ...caught, nextPoll: left.length > 0 ? clock() + MORE : null });
}

/** Where the peer says that its changes are; null where it has no site document that can be read, or names none. */
async function placesOf(poller: Poller, { site }: PollClaim): Promise<Places | null> {
  try {
    const document = await readSiteDocument(poller.send, site.url);
    if (document.url !== site.url) return null;
    await requirePinned(poller, site, document.fingerprint);
    return placesIn(document);
  } catch (error) {
    if (!(error instanceof DomainError)) throw error;
    const isNone = error.problem === "invalid" || error.details["status"] === 404;
    if (isNone) return null;
    throw error;
  }
}

/** Reads the change log of a peer, and whatever else there is to catch up on. */
async function readChanges(
  poller: Poller,
  claim: PollClaim,
  places: Places,
  compare: boolean,
): Promise<PollOutcome> {
  const caught = await catchUp(poller, claim.site, places, compare);
  return taken(poller, claim, { ...caught, nextPoll: nextTime(poller, claim, null) });
}

async function taken(
  { store, clock }: Poller,
  claim: PollClaim,
  { results, missed, differences, nextPoll }: CaughtUp & { readonly nextPoll: number | null },
): Promise<PollOutcome> {
  const { id: siteId } = claim.site;
  const at = { now: clock(), nextPoll };
  if (results.length + missed.length === 0 && (differences ?? 0) === 0) {
    const source = sourceOf(claim.site);
    return { outcome: "unchanged", summary: await store.polls.recordUnchanged(siteId, { ...at, source }) };
  }
  // A change log tells of no absence, and is no body that a next request could be conditional on.
  const body = { etag: null, lastModified: null, bodyHash: "", refreshMs: null, complete: false, shown: [] };
  const summary = await store.polls.recordPeer({ ...at, ...body, siteId, results, refused: missed });
  return { outcome: "changed", summary };
}
