import type { PollClaim } from "../../store/polls.ts";
import type { Share } from "./body-room.ts";
import { fetchFeed, type Fetched, readFetched } from "./poll-feed.ts";
import { concluded } from "./poll-outcome.ts";
import type { Poller, PollReport } from "./poller.ts";

/** Sites that are asked at the same time. */
export const ABREAST = 8;

/** What a round of polls came to, and what of it still goes on, by site. */
export interface Round {
  readonly reports: PollReport[];
  readonly slow: Map<number, Promise<PollReport>>;
}

/** Says what a poll came to, and how long it took, ms. */
export type Tell = (done: PollReport, took: number) => PollReport;

/**
 * Fetches side by side, but judges in configuration order, save what takes its time: that is finished beside those after it.
 * What finds no room beside the others comes last, alone.
 */
export async function pollFeeds(poller: Poller, claims: readonly PollClaim[], tell: Tell): Promise<Round> {
  const round: Round = { reports: [], slow: new Map() };
  const goOn = (id: number, work: Promise<PollReport>): void => {
    // Who waits for it sees how it ended: that may be long after.
    work.catch(() => {});
    round.slow.set(id, work);
  };
  const read = async (claim: PollClaim, fetched: Fetched, onSlow?: () => void): Promise<PollReport> => {
    const begun = poller.clock();
    const done = await concluded(poller, claim, () => readFetched(poller, claim, fetched, onSlow));
    return tell(done, fetched.took + poller.clock() - begun);
  };
  const ahead: { readonly fetched: Promise<Fetched>; readonly share: Share }[] = [];
  const alone: PollClaim[] = [];
  try {
    for (const [index, claim] of claims.entries()) {
      for (const next of claims.slice(index + ahead.length, index + ABREAST)) {
        const share = poller.room.share();
        ahead.push({ fetched: fetchFeed(poller, next, share), share });
      }
      const { fetched, share } = ahead.shift()!;
      const body = await fetched;
      if (share.isRefused()) {
        alone.push(claim);
        continue;
      }
      const slow = Promise.withResolvers<null>();
      const reading = read(claim, body, () => slow.resolve(null)).finally(share.free);
      const done = await Promise.race([reading, slow.promise]);
      if (done === null) goOn(claim.site.id, reading);
      else round.reports.push(done);
    }
  } finally {
    // Where the store failed, what was fetched meanwhile is let go.
    for (const { fetched, share } of ahead) void fetched.then(share.free);
  }
  for (const claim of alone)
    goOn(
      claim.site.id,
      poller.room.alone(async () => read(claim, await fetchFeed(poller, claim))),
    );
  return round;
}
