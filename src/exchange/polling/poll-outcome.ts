import { nextPoll, parseSchedule } from "../../config/schedule.ts";
import { DomainError } from "../../core/model/domain-error.ts";
import { messageOf } from "../../core/model/thrown.ts";
import { isClosing } from "../../net/send.ts";
import { withoutAddress } from "../../sinks/public-site.ts";
import type { PollClaim, PollSummary } from "../../store/polls.ts";
import { isStoreFault } from "../../store/store-fault.ts";
import type { Poller, PollReport } from "./poller.ts";
import { randomFraction } from "../random.ts";

/** After so many failures in a row a site is left alone until an operator resumes it. */
const SUSPEND_AFTER = 20;
const RETRY = 15 * 60_000;
const DAY = 24 * 60 * 60_000;

/** What a poll that succeeded came to. */
export interface PollOutcome {
  readonly outcome: "changed" | "unchanged";
  readonly summary: PollSummary;
}

/** What a poll came to, also where it failed: then that is recorded. */
export async function concluded(
  poller: Poller,
  claim: PollClaim,
  work: () => Promise<PollOutcome>,
): Promise<PollReport> {
  const { site } = claim;
  try {
    const { outcome, summary } = await work();
    poller.log.info({ site: site.name, outcome, ...countSummary(summary) }, "polled");
    return { site, outcome, summary, reason: null };
  } catch (error) {
    if (isClosing(error)) {
      await poller.store.polls.release(site.id);
      return { site, outcome: "failed", summary: null, reason: "this node closes" };
    }
    if (isStoreFault(error)) throw await released(poller, claim, error);
    if (!(error instanceof DomainError)) poller.log.error({ site: site.name, err: error }, "a poll broke");
    const heavy = error instanceof DomainError && error.problem === "too-large";
    const rarely = heavy && site.poll !== null ? " It is asked again in a day." : "";
    const reason = messageOf(error) + rarely;
    await recordFailure(poller, claim, { reason, heavy });
    poller.log.warn({ site: site.name, reason: withoutAddress(reason, site) }, "poll failed");
    return { site, outcome: "failed", summary: null, reason };
  }
}

/** What fails here is not the site's fault: it is due as it was before, or once the claim runs out. */
async function released({ store }: Poller, { site }: PollClaim, error: DomainError): Promise<DomainError> {
  await store.polls.release(site.id).catch(() => {});
  return error;
}

/** When to poll next, given the refresh interval (ms) that the body asks for. */
export function nextTime(
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
async function recordFailure(
  poller: Poller,
  { site }: PollClaim,
  { reason, heavy }: { readonly reason: string; readonly heavy: boolean },
): Promise<void> {
  const now = poller.clock();
  try {
    const health = await poller.store.polls.healthOf(site.id);
    // What was too much to fetch or to read costs as much the next time.
    const wait = heavy ? DAY : RETRY * 2 ** Math.min(health?.failures ?? 0, 10);
    const nextPoll = now + Math.min(wait, DAY);
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
