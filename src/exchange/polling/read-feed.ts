import { hash } from "node:crypto";
import type { Refusal } from "../../core/model/refusal.ts";
import type { Site } from "../../core/model/site.ts";
import type { Store } from "../../store/contract.ts";
import type { ObservedObject, PollSummary } from "../../store/polls.ts";
import { breathe } from "../../workshop/breathe.ts";
import type { FeedPart, ReadOrder, TakenObject } from "../../workshop/read-feed.ts";
import type { Workshop } from "../../workshop/workshop.ts";
import type { Brake } from "../pushing/brake.ts";
import type { Self } from "../self.ts";
import { type Left, recognise } from "./recognise.ts";
import { withdraw } from "./withdraw.ts";

/** The body of a feed that differs from what was last read. */
export interface FeedBody {
  readonly site: Site;
  readonly bodyHash: string;
  /** Of the body that was read through before this one; left out where there is none. */
  readonly before?: string | null;
  readonly body: Uint8Array | string;
  readonly etag: string | null;
  readonly lastModified: string | null;
  /** When to poll next, given the refresh interval (ms) that the feed asks for. */
  readonly nextPoll: (refresh: number | null) => number | null;
}

/** What reading takes. */
export interface FeedReader {
  readonly self: Self;
  readonly store: Store;
  readonly clock: () => number;
  readonly workshop: Pick<Workshop, "readFeed">;
  readonly brake: Pick<Brake, "ration">;
}

/**
 * Reads a plain feed into the store (protocol, section 3), part by part. What its lines show unchanged costs a hash, not
 * a parse. Throws a DomainError `invalid` where the body is no calendar at all: then nothing is changed; `too-large`
 * where it is too much work: then what was read by then stays, and nothing counts as gone. `onSlow` is told where it takes
 * its time.
 */
export async function readFeed(
  reader: FeedReader,
  feed: FeedBody,
  onSlow?: () => void,
): Promise<PollSummary> {
  const { store, clock, workshop } = reader;
  const { site } = feed;
  const cut = async (body: FeedBody["body"], uids?: readonly string[]) =>
    workshop.readFeed(await orderOf(reader, { site, body }, uids), onSlow);
  const { left, remember } = await recognise(store, feed, cut);
  const poll = store.polls.begin(site.id, sourceOf(site));
  if (left !== null) await poll.take({ ...NOTHING, now: clock(), unchanged: left.unchanged });
  let [complete, refreshMs]: [boolean, number | null] = [false, null];
  let isCut = false;
  const [taken, others] = [new Set<string>(), new Set<string | null>()];
  for await (const part of left?.parts ?? (await cut(feed.body))) {
    if (part.kind === "head") [complete, refreshMs] = [part.complete, part.head.refreshMs];
    else {
      const { changed, beyond } = await rationed(await changedBy(part, reader, site), reader, site);
      isCut ||= beyond.length > 0;
      const refused = [...part.refused.map((one) => inWhole(one, left)), ...beyond];
      await poll.take({ ...part, now: clock(), changed, refused });
      for (const uid of [...part.unchanged, ...changed.map((one) => one.uid)]) taken.add(uid);
      for (const { uid } of refused) others.add(uid);
    }
    await breathe();
  }
  // What is beyond the quota comes with the next body, even where that is the same.
  const isDone = complete && !isCut;
  const read = { ...validators(feed, isDone), complete, refreshMs, ...(left?.gone && { gone: left.gone }) };
  const summary = await poll.conclude({ ...read, now: clock(), nextPoll: feed.nextPoll(refreshMs) });
  if (isDone) remember((uid) => taken.has(uid) && !others.has(uid));
  return summary;
}

const NOTHING = { changed: [], unchanged: [], refused: [] };

/** As it is told to people, who see the whole body. */
function inWhole(refusal: Refusal, left: Left | null): Refusal {
  return left === null ? refusal : { ...refusal, line: left.lineOf(refusal.line) };
}

/** What the workshop is told of a body; with `uids` only what was seen of these. */
async function orderOf(
  { self, store }: Pick<FeedReader, "self" | "store">,
  { site, body }: Pick<FeedBody, "site" | "body">,
  uids?: readonly string[],
): Promise<ReadOrder> {
  const { reviseUrl, allow } = self;
  const named = { name: calledBy(site), fqdn: fqdnOf(site, self), source: sourceOf(site) };
  return { body, ...named, reviseUrl, allow, seen: await store.polls.seen(site.id, uids) };
}

/** What a part brings: objects as they would enter, and the deletions of those that became private. */
async function changedBy(
  { taken, hidden }: Extract<FeedPart, { readonly kind: "objects" }>,
  { self, store, clock }: FeedReader,
  site: Site,
): Promise<readonly ObservedObject[]> {
  const made = { siteId: site.id, source: sourceOf(site), reviseUrl: self.reviseUrl, now: clock() };
  const withdrawn = await Promise.all(hidden.map((object) => withdraw(store.commons, object, made)));
  return [...taken.map(observed), ...withdrawn.filter((each) => each !== null)];
}

/** What a feed may bring of it by its quota; a file is a person's own. */
async function rationed(
  changed: readonly ObservedObject[],
  { brake }: FeedReader,
  site: Site,
): Promise<{ readonly changed: readonly ObservedObject[]; readonly beyond: readonly Refusal[] }> {
  if (site.kind !== "feed" || changed.length === 0) return { changed, beyond: [] };
  const { taken, over } = await brake.ration(
    site,
    changed.map(({ version }) => version),
  );
  if (over === null) return { changed, beyond: [] };
  const may = new Set(taken);
  const waits = changed.filter(({ version }) => !may.has(version));
  const beyond = waits.map(({ uid }) => ({
    component: "VEVENT",
    uid,
    line: 0,
    rule: "quota",
    reason: over.message,
  }));
  return { changed: changed.filter(({ version }) => may.has(version)), beyond };
}

function observed({ version, ...taken }: TakenObject): ObservedObject {
  const { digest, sequence, lastModified } = version;
  return { ...taken, version, observation: { digest, sequence, lastModified } };
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
