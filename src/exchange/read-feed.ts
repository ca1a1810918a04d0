import { hash } from "node:crypto";
import { cutObject } from "../core/ical/cut.ts";
import { isCalendar, splitFeed } from "../core/ical/feed.ts";
import { DomainError } from "../core/model/domain-error.ts";
import type { Refusal } from "../core/model/refusal.ts";
import type { Site } from "../core/model/site.ts";
import type { ObservedObject, PollSummary, Store } from "../store/contract.ts";
import type { Self } from "./self.ts";
import { withdraw } from "./withdraw.ts";

/** The body of a feed that differs from what was last read. */
export interface FeedBody {
  readonly site: Site;
  readonly bodyHash: string;
  readonly text: string;
  readonly etag: string | null;
  readonly lastModified: string | null;
  /** When to poll next, given the refresh interval (ms) that the feed asks for. */
  readonly nextPoll: (refresh: number | null) => number | null;
}

/**
 * Reads a plain feed into the store (protocol, section 3). What its lines show unchanged costs a hash, not a parse.
 * Throws a DomainError `invalid` where the body is no calendar at all: then nothing is changed.
 */
export async function readFeed(
  { self, store, clock }: { readonly self: Self; readonly store: Store; readonly clock: () => number },
  feed: FeedBody,
): Promise<PollSummary> {
  requireCalendar(feed.site, feed.text);
  const { head, blocks, refused, complete } = splitFeed(feed.text, fqdnOf(feed.site, self));
  const seen = await store.polls.seen(feed.site.id);
  const source = sourceOf(feed.site);
  const context = { reviseUrl: self.reviseUrl, plainHttp: self.plainHttp, source };
  const changed: ObservedObject[] = [];
  const unchanged: string[] = [];
  const refusals: Refusal[] = [...refused];
  for (const block of blocks) {
    if (seen.get(block.uid) === block.rawHash) {
      unchanged.push(block.uid);
      continue;
    }
    const cut = cutObject(block, context);
    if (!("version" in cut)) {
      refusals.push(cut);
      const made = { siteId: feed.site.id, source, reviseUrl: self.reviseUrl, now: clock() };
      const withdrawn = cut.rule === "private" ? await withdraw(store.commons, block, made) : null;
      if (withdrawn !== null) changed.push(withdrawn);
      continue;
    }
    const { version, revised } = cut;
    const { digest, sequence, lastModified, uid } = version;
    const observation = { digest, sequence, lastModified };
    changed.push({ uid, rawHash: block.rawHash, raw: block.raw, observation, version, revised });
  }
  return store.polls.record({
    siteId: feed.site.id,
    source,
    now: clock(),
    ...validators(feed, complete),
    refreshMs: head.refreshMs,
    complete,
    changed,
    unchanged,
    refused: refusals,
    nextPoll: feed.nextPoll(head.refreshMs),
  });
}

/** What the next request is made from: nothing, where this body is to be read again even if it stays the same. */
export function validators(
  { etag, lastModified, bodyHash }: FeedBody,
  isDone: boolean,
): Pick<FeedBody, "etag" | "lastModified" | "bodyHash"> {
  return isDone ? { etag, lastModified, bodyHash } : { etag: null, lastModified: null, bodyHash: "" };
}

/** Throws a DomainError `invalid` where a text is no calendar at all. */
export function requireCalendar(
  { kind, name, url }: Pick<Site, "kind" | "name" | "url">,
  text: string,
): void {
  const calendar = isCalendar(text);
  if (calendar.ok) return;
  throw new DomainError("invalid", `${kind === "file" ? name : url} is no calendar: ${calendar.reason}`);
}

/** `X-DISCAL-SOURCE` of what is minted from a site: the first 16 hex of SHA-256 of its URL (protocol, section 3). */
export function sourceOf({ url }: Pick<Site, "url">): string {
  return hash("sha256", url).slice(0, 16);
}

/** Names generated UIDs, so that every poller of one site generates the same ones; a file is this node's own. */
function fqdnOf(site: Site, self: Self): string {
  return site.kind === "file" ? self.host : new URL(site.url).hostname;
}
