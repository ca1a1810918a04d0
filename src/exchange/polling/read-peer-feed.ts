import type { Refusal } from "../../core/model/refusal.ts";
import { uidFingerprint } from "../../core/model/uid.ts";
import type { OfferResult } from "../../core/model/verdict.ts";
import type { PollSummary } from "../../store/polls.ts";
import { createAllowance } from "../repair/allowance.ts";
import type { Mark } from "../../workshop/read-marks.ts";
import type { Workshop } from "../../workshop/workshop.ts";
import type { Brake } from "../pushing/brake.ts";
import { ASKED_AT_ONCE, type Fetcher, type Named } from "../repair/fetch-named.ts";
import { calledBy, type FeedBody, validators } from "./read-feed.ts";
import { takeNamed } from "../repair/take-named.ts";

/**
 * Reads the feed of a DisCal peer that has no change log: only the marks count, and what is not known yet is fetched by
 * digest (protocol, section 3). What was read stays, also where the rest then fails.
 */
export async function readPeerFeed(
  reader: Fetcher & { readonly brake: Brake; readonly workshop: Pick<Workshop, "readMarks"> },
  feed: FeedBody,
): Promise<PollSummary> {
  const { store, clock, workshop } = reader;
  const { hostname: fqdn } = new URL(feed.site.url);
  const read = await workshop.readMarks({ body: feed.body, name: calledBy(feed.site), fqdn });
  const { head, complete, refused } = read;
  const marks = read.marks.map((mark): Named & Mark => ({ ...mark, class: classOf(mark.uid) }));
  const results: OfferResult[] = [];
  const missed: Refusal[] = [];
  const allowance = createAllowance(clock);
  let whole = complete;
  for (let start = 0; start < marks.length; start += ASKED_AT_ONCE) {
    // The next poll goes on from here: what is known by then costs no request.
    if (!allowance.spend(0)) {
      whole = false;
      break;
    }
    const taken = await takeNamed(reader, feed.site, marks.slice(start, start + ASKED_AT_ONCE));
    results.push(...taken.results);
    missed.push(...taken.missed);
  }
  return store.polls.recordPeer({
    siteId: feed.site.id,
    now: clock(),
    // What was not given now is asked for again.
    ...validators(feed, whole && missed.length === 0),
    complete,
    refreshMs: head.refreshMs,
    shown: marks.map(({ uid }) => uid),
    results,
    refused: [...refused, ...missed],
    nextPoll: feed.nextPoll(head.refreshMs),
  });
}

/** A feed shows winners alone. */
function classOf(uid: string): "signed" | "open" {
  return uidFingerprint(uid) === null ? "open" : "signed";
}
