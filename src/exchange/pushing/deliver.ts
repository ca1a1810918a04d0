import { DomainError } from "../../core/model/domain-error.ts";
import type { Log } from "../../core/model/log.ts";
import type { NewNotice } from "../../core/model/notice.ts";
import type { Observe } from "../../core/model/observed.ts";
import type { Site } from "../../core/model/site.ts";
import { messageOf } from "../../core/model/thrown.ts";
import type { OfferResult } from "../../core/model/verdict.ts";
import { isClosing, type OutboundResponse, type Send } from "../../net/send.ts";
import type { Store } from "../../store/contract.ts";
import type { Batch } from "../../store/deliveries.ts";
import { isStoreFault } from "../../store/store-fault.ts";
import { readMessage } from "../../wire/message.ts";
import { offerAnswer } from "../../wire/offer.ts";
import { formatPath } from "../../wire/path-header.ts";
import type { Vault } from "../../wire/vault.ts";
import type { Verifier } from "../../wire/signer.ts";
import { nextTurn } from "../../workshop/breathe.ts";
import { postRequest } from "../foreign.ts";
import { introduce } from "../keys/introduce.ts";
import { inTurn, singleFlight, type Lane } from "../lane.ts";
import { endRegistration, pushTarget, usualDoor } from "../push-register/target.ts";
import type { Random } from "../random.ts";
import { retryAt } from "../retry.ts";
import type { Self } from "../self.ts";
import { bodyOf } from "./body-of.ts";
import { CALENDAR, signedPost } from "./signed-post.ts";
import { isFinal, undelivered } from "./undelivered.ts";

/** Most of one batch (protocol, section 7); the bytes leave room for the folds, and for the X-HOP of each event. */
const LIMITS = { objects: 50, bytes: 850_000 };

/** Statuses of a body that is never offered again as it is (PROTOCOL, section 7). */
const NEVER_AGAIN: ReadonlySet<number> = new Set([400, 413, 415, 422]);

interface Carrier {
  readonly self: Self;
  readonly store: Store;
  readonly verifier: Verifier;
  readonly send: Send;
  readonly clock: () => number;
  readonly random: Random;
  readonly log: Log;
  readonly observe: Observe;
  readonly vault: Vault;
}

/**
 * Sends every due peer what it lacks: each peer in a lane of its own, so that one that takes its time keeps no other
 * waiting, and of each one batch after the other (protocol, section 9). Throws where a failure cannot be recorded, once
 * all that were due have been served.
 */
export function deliveries(carrier: Carrier): Lane<void> {
  const lanes = new Map<number, Lane<void>>();
  const oneByOne = inTurn();
  let gone = Promise.resolve();
  // What is loaded for one goes out before the next one is, however many are due.
  const load = (id: number): Promise<Batch | null> =>
    oneByOne(async () => {
      await gone;
      gone = nextTurn();
      return carrier.store.deliveries.nextBatch(id, carrier.clock(), LIMITS);
    });
  const laneTo = (id: number): Lane<void> => {
    const lane = lanes.get(id) ?? singleFlight(() => deliverTo(carrier, () => load(id)));
    lanes.set(id, lane);
    return lane;
  };
  const deliver = async (): Promise<void> => {
    const due = await carrier.store.deliveries.due(carrier.clock());
    const served = await Promise.allSettled(due.map(({ id }) => laneTo(id)()));
    for (const one of served) if (one.status === "rejected") throw one.reason;
  };
  const done = async (): Promise<void> => {
    await Promise.all([...lanes.values()].map((lane) => lane.done()));
  };
  return Object.assign(deliver, { done });
}

/** What changes meanwhile, and is not in the last batch, is announced as work once more. */
async function deliverTo(carrier: Carrier, load: () => Promise<Batch | null>): Promise<void> {
  for (;;) {
    const batch = await load();
    if (batch === null) return;
    try {
      await deliverBatch(carrier, batch);
    } catch (error) {
      if (isStoreFault(error)) throw error;
      if (!isClosing(error)) await fail(carrier, batch.peer, error);
      return;
    }
    if (!batch.more) return;
  }
}

async function deliverBatch(carrier: Carrier, batch: Batch): Promise<void> {
  const { store, clock, log, observe } = carrier;
  const objects = batch.versions.length;
  const peer = await introduce(carrier, batch.peer, clock());
  const begun = clock();
  try {
    const results = await push(carrier, peer, batch);
    await store.deliveries.delivered(batch, results, clock());
    observe({ what: "delivery", outcome: "delivered", objects, took: clock() - begun });
    log.info({ peer: peer.url, objects, verdicts: count(results) }, "delivered");
  } catch (error) {
    if (!isClosing(error)) observe({ what: "delivery", outcome: "failed", objects, took: clock() - begun });
    throw error;
  }
}

/** One push of a batch, by signature or token; gives the peer's verdicts, one for each version. */
async function push(carrier: Carrier, peer: Site, batch: Batch): Promise<readonly OfferResult[]> {
  const { self, send, clock } = carrier;
  const body = bodyOf(batch.versions);
  const { url, bearer } = batch.asked ? await pushTarget(carrier, peer.url) : usualDoor(peer.url);
  const request =
    bearer === null
      ? await signedPost(carrier, { url, key: peer.fingerprint ?? "" }, body)
      : postRequest(url, { "Content-Type": CALENDAR, Authorization: `Bearer ${bearer}` }, body);
  const advice = {
    "DisCal-Delivery": batch.deliveryId,
    "DisCal-Path": formatPath([...batch.path, self.url]),
  };
  const response = await send({ ...request, headers: { ...request.headers, ...advice } });
  if (response.status === 413 && batch.versions.length > 1) return pushHalves(carrier, peer, batch);
  if (NEVER_AGAIN.has(response.status)) return refuseAll(batch, response.status);
  if (response.status !== 200) throw undelivered(response, clock());
  return readAnswer(response, batch);
}

/** The peer answers for each object in its order; a list that does not fit says nothing that can be relied on. */
function readAnswer({ body, url }: OutboundResponse, { versions }: Batch): readonly OfferResult[] {
  const results = readMessage(offerAnswer, body, url);
  const fits =
    results.length === versions.length &&
    results.every(
      ({ uid, verdict }, n) => uid === versions[n]?.uid || (uid === "" && verdict === "rejected"),
    );
  // Who rejects an object may not have read its UID.
  if (fits) return results.map((result, n) => ({ ...result, uid: versions[n]?.uid ?? "" }));
  throw new DomainError(
    "unreachable",
    `${url} answered for other objects than the ${versions.length} that it was sent.`,
  );
}

/** What is too large together is not, mostly, one by one. */
async function pushHalves(carrier: Carrier, peer: Site, batch: Batch): Promise<readonly OfferResult[]> {
  const middle = Math.ceil(batch.versions.length / 2);
  const first = await push(carrier, peer, { ...batch, versions: batch.versions.slice(0, middle) });
  const second = await push(carrier, peer, { ...batch, versions: batch.versions.slice(middle) });
  return [...first, ...second];
}

/** The peer will never take this body: its objects are excepted, and the next ones go on. */
function refuseAll({ versions }: Batch, status: number): readonly OfferResult[] {
  const reason = `the peer answered ${status} to the whole batch`;
  return versions.map(({ uid, revision }) => ({ uid, revision, verdict: "rejected", reason }));
}

async function fail({ store, clock, random, log }: Carrier, peer: Site, error: unknown): Promise<void> {
  const now = clock();
  const failures = await store.deliveries.failures(peer.id);
  const isGone = error instanceof DomainError && error.details["status"] === 410;
  const hasEnded = isGone && (await endRegistration(store.registrations, peer.url, now));
  const stop = isFinal(error);
  const message = messageOf(error);
  const nextTry = retryAt(error, failures + 1, now, random);
  const notice = stop ? noticeOfStop(peer, error, hasEnded && !peer.push) : null;
  await store.deliveries.failed(peer.id, { now, error: message, nextTry, stop, notice });
  log.warn({ peer: peer.url, err: error, stop }, "delivery failed");
}

/**
 * People are told that a peer wants nothing more; of another key than the pinned one they are told already. `hasEnded`:
 * it was pushed to because it had asked, and only if it asks again it is.
 */
function noticeOfStop({ id, name }: Site, error: unknown, hasEnded: boolean): NewNotice | null {
  if (!(error instanceof DomainError) || error.details["status"] === undefined) return null;
  const what = `Nothing is pushed to “${name}” any more: ${error.message.replace(/\.?$/, ".")}`;
  const todo = hasEnded
    ? "It had asked for that itself, and has ended it: it is pushed to once it asks again."
    : `Ask its operator why; once that is settled, go on by: npx discal peers replay ${id}`;
  const text = `${what} ${todo}`;
  return { kind: "suspended", uid: null, siteId: id, text };
}

function count(results: readonly OfferResult[]): Record<string, number> {
  return Object.fromEntries(
    [...Map.groupBy(results, ({ verdict }) => verdict)].map(([verdict, all]) => [verdict, all.length]),
  );
}
