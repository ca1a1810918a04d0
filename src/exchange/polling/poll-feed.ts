import { hash } from "node:crypto";
import type { OutboundResponse } from "../../net/send.ts";
import type { PollClaim } from "../../store/polls.ts";
import { badStatus, feedRequest } from "../foreign.ts";
import { type Share, withRoom } from "./body-room.ts";
import { nextTime, type PollOutcome } from "./poll-outcome.ts";
import type { Poller } from "./poller.ts";
import { calledBy, readFeed, sourceOf } from "./read-feed.ts";
import { readPeerFeed } from "./read-peer-feed.ts";
import { PATHS } from "../self.ts";

/** `took`: until the body was there, ms; it may have waited since for the sites before it. */
export type Fetched = { readonly took: number } & (
  { readonly response: OutboundResponse } | { readonly error: unknown }
);

/** Asks for a feed unless it is as it was. A peer's is where the peer is, or nowhere (PROTOCOL, section 7). */
export async function fetchFeed(
  { send, clock }: Pick<Poller, "send" | "clock">,
  claim: PollClaim,
  { hold }: Partial<Pick<Share, "hold">> = {},
): Promise<Fetched> {
  const { site } = claim;
  const usual =
    site.kind === "peer" ? feedRequest(`${site.url}${PATHS.feed}`, claim) : feedRequest(site.url, claim);
  const request = { ...usual, ...(site.kind === "peer" && { redirects: 0 }), ...(hold && { hold }) };
  const begun = clock();
  try {
    const response = await send(request);
    return { response, took: clock() - begun };
  } catch (error) {
    return { error, took: clock() - begun };
  }
}

/** Asks for a feed and reads it, beside others where there is room. */
export function pollFeed(poller: Poller, claim: PollClaim): Promise<PollOutcome> {
  return withRoom(poller.room, async (share) =>
    readFetched(poller, claim, await fetchFeed(poller, claim, share)),
  );
}

/** Reads what was fetched into the store, and says when to come again; `onSlow` is told where that takes long. */
export async function readFetched(
  poller: Poller,
  claim: PollClaim,
  fetched: Fetched,
  onSlow?: () => void,
): Promise<PollOutcome> {
  if ("error" in fetched) throw fetched.error;
  const { response } = fetched;
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
    before: claim.bodyHash,
    body: response.body,
    etag: response.headers["etag"] ?? null,
    lastModified: response.headers["last-modified"] ?? null,
    nextPoll: (refresh: number | null) => nextTime(poller, claim, refresh),
  };
  const summary = await (site.kind === "peer" ? readPeerFeed(poller, feed) : readFeed(poller, feed, onSlow));
  return { outcome: "changed", summary };
}
