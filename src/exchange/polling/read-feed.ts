import { hash } from "node:crypto";
import type { Site } from "../../core/model/site.ts";
import type { Store } from "../../store/contract.ts";
import type { ObservedObject, PollSummary } from "../../store/polls.ts";
import { cutFeed } from "./cut-feed.ts";
import type { Self } from "../self.ts";
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
  const { site } = feed;
  const { reviseUrl, plainHttp } = self;
  const source = sourceOf(site);
  const { head, taken, left, unchanged, refused, complete } = cutFeed(feed.text, {
    name: calledBy(site),
    fqdn: fqdnOf(site, self),
    source,
    reviseUrl,
    plainHttp,
    seen: await store.polls.seen(site.id),
  });
  const changed: ObservedObject[] = taken.map(({ block, cut: { version, revised } }) => {
    const { digest, sequence, lastModified, uid } = version;
    const observation = { digest, sequence, lastModified };
    return { uid, rawHash: block.rawHash, raw: block.raw, observation, version, revised };
  });
  for (const { block } of left.filter(({ refusal }) => refusal.rule === "private")) {
    const made = { siteId: site.id, source, reviseUrl, now: clock() };
    const withdrawn = await withdraw(store.commons, block, made);
    if (withdrawn !== null) changed.push(withdrawn);
  }
  return store.polls.record({
    siteId: site.id,
    source,
    now: clock(),
    ...validators(feed, complete),
    refreshMs: head.refreshMs,
    complete,
    changed,
    unchanged,
    refused,
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

/** What errors call a site: a feed's address may hold a secret, its host does not. */
export function calledBy({ kind, name, url }: Pick<Site, "kind" | "name" | "url">): string {
  return kind === "file" ? name : new URL(url).host;
}

/** `X-DISCAL-SOURCE` of what is minted from a site: the first 16 hex of SHA-256 of its URL (protocol, section 3). */
export function sourceOf({ url }: Pick<Site, "url">): string {
  return hash("sha256", url).slice(0, 16);
}

/** Names generated UIDs, so that every poller of one site generates the same ones; a file is this node's own. */
function fqdnOf(site: Site, self: Self): string {
  return site.kind === "file" ? self.host : new URL(site.url).hostname;
}
