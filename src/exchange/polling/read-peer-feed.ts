import { splitFeed } from "../../core/ical/feed.ts";
import type { Refusal } from "../../core/model/refusal.ts";
import { uidFingerprint } from "../../core/model/uid.ts";
import type { OfferResult } from "../../core/model/verdict.ts";
import type { PollSummary } from "../../store/polls.ts";
import { createAllowance } from "../repair/allowance.ts";
import type { Brake } from "../pushing/brake.ts";
import { requireCalendar } from "./cut-feed.ts";
import { ASKED_AT_ONCE, type Fetcher, type Named } from "../repair/fetch-named.ts";
import { calledBy, type FeedBody, validators } from "./read-feed.ts";
import { takeNamed } from "../repair/take-named.ts";

/**
 * Reads the feed of a DisCal peer that has no change log: only the marks count, and what is not known yet is fetched by
 * digest (protocol, section 3). What was read stays, also where the rest then fails.
 */
export async function readPeerFeed(
  reader: Fetcher & { readonly brake: Brake },
  feed: FeedBody,
): Promise<PollSummary> {
  const { store, clock } = reader;
  requireCalendar(calledBy(feed.site), feed.text);
  const { head, blocks, refused, complete } = splitFeed(feed.text, new URL(feed.site.url).hostname);
  const marks = blocks.flatMap(({ uid, marker, hop }): readonly (Named & { readonly uid: string })[] =>
    marker === null ? [] : [{ uid, class: classOf(uid), c1: marker, hop: hop.value ?? 0 }],
  );
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
