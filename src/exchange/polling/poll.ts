import type { PollClaim } from "../../store/polls.ts";
import { type Lane, singleFlight } from "../lane.ts";
import { ABREAST, pollFeeds, type Round, type Tell } from "./poll-feeds.ts";
import { concluded } from "./poll-outcome.ts";
import { readPeer } from "./poll-peer.ts";
import { AS_DUE, BY_CLOCK, type Poller, type PollReport, type PollWish } from "./poller.ts";

/** How long one process may hold a site: longer than any poll takes. */
const CLAIM = 10 * 60_000;

/**
 * Polls every site that is due, in configuration order. What takes its time goes on beside: it keeps neither those after it
 * waiting nor those that are due next.
 */
export function duePolls(poller: Poller): Lane<void> {
  const aside = new Map<number, Promise<unknown>>();
  const goOn = (id: number, work: Promise<unknown>): void => {
    const done = work
      .catch((error: unknown) => poller.log.warn({ site: id, err: error }, "a poll cannot be recorded"))
      .finally(() => aside.delete(id));
    aside.set(id, done);
  };
  const lane = singleFlight(async () => {
    const now = poller.clock();
    const claims = await poller.store.polls.claimDue(now, now + CLAIM);
    // What is still read is not asked for again, however long it takes.
    const due = claims.filter(({ site }) => !aside.has(site.id));
    const { slow } = await pollClaimed(poller, due, () => {}, BY_CLOCK);
    for (const [id, work] of slow) goOn(id, work);
  });
  const done = async (): Promise<void> => {
    await lane.done();
    await Promise.all(aside.values());
  };
  return Object.assign(() => lane(), { done });
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
  const { reports, slow } = await pollClaimed(poller, claims, report, wish);
  return [...busy, ...reports, ...(await Promise.all(slow.values()))];
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
): Promise<Round> {
  const isPeer = ({ site }: PollClaim) => site.kind === "peer";
  const tell = (done: PollReport, took: number): PollReport => {
    poller.observe({ what: "poll", outcome: done.outcome, took });
    report(done);
    return done;
  };
  const { reports, slow } = await pollFeeds(
    poller,
    claims.filter((claim) => !isPeer(claim)),
    tell,
  );
  return { reports: [...reports, ...(await pollPeers(poller, claims.filter(isPeer), tell, wish))], slow };
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
