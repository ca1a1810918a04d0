import { DomainError } from "../../core/model/domain-error.ts";
import type { PollClaim } from "../../store/polls.ts";
import { type CaughtUp, catchUp, catchUpBodies, type Places, placesIn } from "../repair/catch-up.ts";
import { readSiteDocument } from "../keys/introduce.ts";
import { pollFeed } from "./poll-feed.ts";
import { nextTime, type PollOutcome } from "./poll-outcome.ts";
import type { Poller, PollWish } from "./poller.ts";
import { requirePinned } from "../keys/primary.ts";
import { sourceOf } from "./read-feed.ts";

/** What one asking does not reach the next one goes on with, ms. */
const MORE = 60_000;

/**
 * Polls a peer: its change log, or its feed where it has none (protocol, sections 3 and 9). Beyond its quota it is polled
 * on once it may bring more.
 */
export async function readPeer(poller: Poller, claim: PollClaim, wish: PollWish): Promise<PollOutcome> {
  await poller.brake.admit(claim.site);
  try {
    return await readAll(poller, claim, wish);
  } catch (error) {
    if (!(error instanceof DomainError) || error.details["fault"] !== "quota") throw error;
    // It does nothing wrong: what it has more goes on from here.
    const { name } = claim.site;
    poller.log.info({ site: name, reason: error.message }, "a poll stopped at the quota");
    const now = poller.clock();
    const nextPoll = now + Number(error.details["seconds"]) * 1000;
    const at = { now, nextPoll, source: sourceOf(claim.site) };
    return { outcome: "changed", summary: await poller.store.polls.recordUnchanged(claim.site.id, at) };
  }
}

async function readAll(
  poller: Poller,
  claim: PollClaim,
  { compare, byClock = false }: PollWish,
): Promise<PollOutcome> {
  if (byClock && claim.site.poll === null) return readBodies(poller, claim);
  const places = await placesOf(poller, claim);
  if (places !== null) return readChanges(poller, claim, places, compare);
  await catchUpBodies(poller, claim.site);
  return pollFeed(poller, claim);
}

/** Asks a peer that only pushes for the bytes that it once pushed in vain, as filters let them in by now. */
async function readBodies(poller: Poller, claim: PollClaim): Promise<PollOutcome> {
  return taken(poller, claim, await catchUpBodies(poller, claim.site));
}

/** When to come again: soon where this poll has brought something, and more bytes are wanted than one asks for. */
async function comeAgain(poller: Poller, claim: PollClaim, { results }: CaughtUp): Promise<number | null> {
  const due = nextTime(poller, claim, null);
  const soon = poller.clock() + MORE;
  const isDone =
    results.length === 0 || (await poller.store.repair.wanted(claim.site.id, poller.clock(), 1)).length === 0;
  return isDone ? due : Math.min(due ?? soon, soon);
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
  return taken(poller, claim, await catchUp(poller, claim.site, places, compare));
}

async function taken(poller: Poller, claim: PollClaim, caught: CaughtUp): Promise<PollOutcome> {
  const { store, clock } = poller;
  const { results, missed, differences } = caught;
  const { id: siteId } = claim.site;
  const at = { now: clock(), nextPoll: await comeAgain(poller, claim, caught) };
  if (results.length + missed.length === 0 && (differences ?? 0) === 0) {
    const source = sourceOf(claim.site);
    return { outcome: "unchanged", summary: await store.polls.recordUnchanged(siteId, { ...at, source }) };
  }
  // A change log tells of no absence, and is no body that a next request could be conditional on.
  const body = { etag: null, lastModified: null, bodyHash: "", refreshMs: null, complete: false, shown: [] };
  const summary = await store.polls.recordPeer({ ...at, ...body, siteId, results, refused: missed });
  return { outcome: "changed", summary };
}
