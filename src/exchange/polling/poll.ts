import type { PollClaim } from "../../store/polls.ts";
import { fetchFeed, type Fetched, readFetched } from "./poll-feed.ts";
import { concluded } from "./poll-outcome.ts";
import { readPeer } from "./poll-peer.ts";
import { AS_DUE, BY_CLOCK, type Poller, type PollReport, type PollWish } from "./poller.ts";

/** How long one process may hold a site: longer than any poll takes. */
const CLAIM = 5 * 60_000;
/** Sites that are asked at the same time. */
const ABREAST = 8;

/** Polls every site that is due, in configuration order. */
export async function pollDue(poller: Poller): Promise<readonly PollReport[]> {
  const now = poller.clock();
  return pollClaimed(poller, await poller.store.polls.claimDue(now, now + CLAIM), () => {}, BY_CLOCK);
}

/** Polls these sites now, due or not; `report` is told of each as it is done. */
export async function pollNow(
  poller: Poller,
  sites: readonly PollReport["site"][],
  report: (done: PollReport) => void,
  wish: PollWish = AS_DUE,
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
  return [...busy, ...(await pollClaimed(poller, claims, report, wish))];
}

/**
 * Feeds come first, so that those who lead speak first; peers never lead, and one that takes its time keeps no other
 * waiting.
 */
async function pollClaimed(
  poller: Poller,
  claims: readonly PollClaim[],
  report: (done: PollReport) => void,
  wish: PollWish,
): Promise<readonly PollReport[]> {
  const isPeer = ({ site }: PollClaim) => site.kind === "peer";
  const tell = (done: PollReport, took: number): PollReport => {
    poller.observe({ what: "poll", outcome: done.outcome, took });
    report(done);
    return done;
  };
  const feeds = await pollFeeds(
    poller,
    claims.filter((claim) => !isPeer(claim)),
    tell,
  );
  return [...feeds, ...(await pollPeers(poller, claims.filter(isPeer), tell, wish))];
}

/** Says what a poll came to, and how long it took, ms. */
type Tell = (done: PollReport, took: number) => PollReport;

/** Fetches side by side, but judges in configuration order. */
async function pollFeeds(
  poller: Poller,
  claims: readonly PollClaim[],
  tell: Tell,
): Promise<readonly PollReport[]> {
  // Bodies may be large: nobody holds one that was read.
  const ahead: Promise<Fetched>[] = [];
  const reports: PollReport[] = [];
  for (const [index, claim] of claims.entries()) {
    for (const next of claims.slice(index + ahead.length, index + ABREAST))
      ahead.push(fetchFeed(poller, next));
    const fetched = await (ahead.shift() as Promise<Fetched>);
    const begun = poller.clock();
    const done = await concluded(poller, claim, () => readFetched(poller, claim, fetched));
    reports.push(tell(done, fetched.took + poller.clock() - begun));
  }
  return reports;
}

async function pollPeers(
  poller: Poller,
  claims: readonly PollClaim[],
  tell: Tell,
  wish: PollWish,
): Promise<readonly PollReport[]> {
  const pollOne = async (claim: PollClaim) => {
    const begun = poller.clock();
    const done = await concluded(poller, claim, () => readPeer(poller, claim, wish));
    return tell(done, poller.clock() - begun);
  };
  const reports: PollReport[] = [];
  for (let start = 0; start < claims.length; start += ABREAST)
    reports.push(...(await Promise.all(claims.slice(start, start + ABREAST).map(pollOne))));
  return reports;
}
