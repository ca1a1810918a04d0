import { hash } from "node:crypto";
import { decodeCalendar } from "../core/ical/decode.ts";
import { DomainError } from "../core/model/domain-error.ts";
import type { Log } from "../core/model/log.ts";
import type { Observe } from "../core/model/observed.ts";
import { isClosing, type OutboundResponse, type Send } from "../net/send.ts";
import { nextPoll, parseSchedule } from "../config/schedule.ts";
import { withoutAddress } from "../sinks/public-site.ts";
import type { Store } from "../store/contract.ts";
import type { PollClaim, PollSummary } from "../store/polls.ts";
import type { Verifier } from "../wire/signer.ts";
import { badStatus, feedRequest } from "./foreign.ts";
import type { KeyRing } from "./key-ring.ts";
import { randomFraction, type Random } from "./random.ts";
import { calledBy, readFeed, sourceOf } from "./read-feed.ts";
import { readPeerFeed } from "./read-peer-feed.ts";
import { PATHS, type Self } from "./self.ts";

/** After so many failures in a row a site is left alone until an operator resumes it. */
const SUSPEND_AFTER = 20;
/** How long one process may hold a site: longer than any poll takes. */
const CLAIM = 5 * 60_000;
const RETRY = 15 * 60_000;
const DAY = 24 * 60 * 60_000;
/** Feeds that are fetched at the same time. */
const ABREAST = 8;

export interface Poller {
  readonly self: Self;
  readonly store: Store;
  readonly verifier: Verifier;
  readonly keys: KeyRing;
  readonly send: Send;
  readonly clock: () => number;
  readonly random: Random;
  readonly log: Log;
  readonly observe: Observe;
}

/** What polling one site came to. */
export interface PollReport {
  readonly site: { readonly id: number; readonly name: string; readonly url: string };
  /** `unchanged`: 304 or the same bytes; `busy`: another process polls it right now. */
  readonly outcome: "changed" | "unchanged" | "failed" | "busy";
  readonly summary: PollSummary | null;
  readonly reason: string | null;
}

/** Polls every site that is due, in configuration order. */
export async function pollDue(poller: Poller): Promise<readonly PollReport[]> {
  const now = poller.clock();
  return pollClaimed(poller, await poller.store.polls.claimDue(now, now + CLAIM), () => {});
}

/** Polls these sites now, due or not; `report` is told of each as it is done. */
export async function pollNow(
  poller: Poller,
  sites: readonly PollReport["site"][],
  report: (done: PollReport) => void,
): Promise<readonly PollReport[]> {
  const now = poller.clock();
  const claims: PollClaim[] = [];
  const busy: PollReport[] = [];
  for (const { id, name, url } of sites) {
    const claim = await poller.store.polls.claim(id, now, now + CLAIM);
    if (claim !== null) claims.push(claim);
    else
      busy.push({
        site: { id, name, url },
        outcome: "busy",
        summary: null,
        reason: "another process polls it",
      });
  }
  for (const one of busy) {
    poller.observe({ what: "poll", outcome: "busy", took: 0 });
    report(one);
  }
  return [...busy, ...(await pollClaimed(poller, claims, report))];
}

/** Fetches side by side, but judges in configuration order, so that the lead speaks first. */
async function pollClaimed(
  poller: Poller,
  claims: readonly PollClaim[],
  report: (done: PollReport) => void,
): Promise<readonly PollReport[]> {
  const fetches: Promise<Fetched>[] = [];
  const reports: PollReport[] = [];
  for (const [index, claim] of claims.entries()) {
    for (const ahead of claims.slice(fetches.length, index + ABREAST)) fetches.push(fetchFeed(poller, ahead));
    const fetched = await (fetches[index] as Promise<Fetched>);
    const begun = poller.clock();
    const done = await digest(poller, claim, fetched);
    const took = fetched.took + poller.clock() - begun;
    poller.observe({ what: "poll", outcome: done.outcome, took });
    reports.push(done);
    report(done);
  }
  return reports;
}

/** `took`: until the body was there, ms; it may have waited since for the sites before it. */
type Fetched = { readonly took: number } & (
  { readonly response: OutboundResponse } | { readonly error: unknown }
);

async function fetchFeed({ send, clock }: Poller, claim: PollClaim): Promise<Fetched> {
  const { site } = claim;
  const url = site.kind === "peer" ? `${site.url}${PATHS.feed}` : site.url;
  const begun = clock();
  try {
    const response = await send(feedRequest(url, claim));
    return { response, took: clock() - begun };
  } catch (error) {
    return { error, took: clock() - begun };
  }
}

async function digest(poller: Poller, claim: PollClaim, fetched: Fetched): Promise<PollReport> {
  const { site } = claim;
  try {
    if ("error" in fetched) throw fetched.error;
    const { outcome, summary } = await read(poller, claim, fetched.response);
    poller.log.info({ site: site.name, outcome, ...countSummary(summary) }, "polled");
    return { site, outcome, summary, reason: null };
  } catch (error) {
    if (isClosing(error)) {
      await poller.store.polls.release(site.id);
      return { site, outcome: "failed", summary: null, reason: "this node closes" };
    }
    if (!(error instanceof DomainError)) poller.log.error({ site: site.name, err: error }, "a poll broke");
    const reason = error instanceof Error ? error.message : String(error);
    await recordFailure(poller, claim, reason);
    poller.log.warn({ site: site.name, reason: withoutAddress(reason, site) }, "poll failed");
    return { site, outcome: "failed", summary: null, reason };
  }
}

async function read(
  poller: Poller,
  claim: PollClaim,
  response: OutboundResponse,
): Promise<{ outcome: "changed" | "unchanged"; summary: PollSummary }> {
  const { store, clock } = poller;
  const { site } = claim;
  const bodyHash = response.status === 304 ? claim.bodyHash : hash("sha256", response.body);
  if (response.status !== 304 && response.status !== 200) throw badStatus(calledBy(site), response.status);
  if (bodyHash !== null && bodyHash === claim.bodyHash) {
    const at = { source: sourceOf(site), now: clock(), nextPoll: nextTime(poller, claim, claim.refreshMs) };
    return { outcome: "unchanged", summary: await store.polls.recordUnchanged(site.id, at) };
  }
  const feed = {
    site,
    bodyHash: bodyHash ?? "",
    text: decodeCalendar(response.body),
    etag: response.headers["etag"] ?? null,
    lastModified: response.headers["last-modified"] ?? null,
    nextPoll: (refresh: number | null) => nextTime(poller, claim, refresh),
  };
  const summary = await (site.kind === "peer" ? readPeerFeed(poller, feed) : readFeed(poller, feed));
  return { outcome: "changed", summary };
}

function nextTime(
  { self, clock, random }: Poller,
  { site }: PollClaim,
  refreshMs: number | null,
): number | null {
  const schedule = site.poll === null ? null : parseSchedule(site.poll);
  if (schedule === null) return null;
  return nextPoll(schedule, {
    after: clock(),
    timezone: self.timezone,
    jitter: randomFraction(random),
    refreshMs,
  });
}

/** Where that is not possible, either, the claim runs out by itself, and the other sites are read all the same. */
async function recordFailure(poller: Poller, { site }: PollClaim, reason: string): Promise<void> {
  const now = poller.clock();
  try {
    const health = await poller.store.polls.healthOf(site.id);
    const nextPoll = now + Math.min(RETRY * 2 ** Math.min(health?.failures ?? 0, 10), DAY);
    await poller.store.polls.recordFailure(site.id, { now, reason, nextPoll, suspendAfter: SUSPEND_AFTER });
  } catch (error) {
    poller.log.error({ site: site.name, err: error }, "a failed poll cannot be recorded");
  }
}

function countSummary(summary: PollSummary): Record<string, number> {
  const { fresh, revised, vanished, refused, unchanged } = summary;
  return {
    fresh: fresh.length,
    revised: revised.length,
    vanished: vanished.length,
    unchanged,
    refused: refused.length,
  };
}
