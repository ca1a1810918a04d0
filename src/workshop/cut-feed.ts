import { mayUsePlainHttp } from "../config/plain-http.ts";
import { cutObject } from "../core/ical/cut.ts";
import { decodeCalendar } from "../core/ical/decode.ts";
import type { Block } from "../core/ical/feed-block.ts";
import { isCalendar, type SplitFeed, splitFeed } from "../core/ical/feed.ts";
import { MAX_FEED_OBJECTS } from "../core/ical/limits.ts";
import { DomainError } from "../core/model/domain-error.ts";
import type { Refusal } from "../core/model/refusal.ts";
import type { Version } from "../core/model/version.ts";

/** A body as it came, and what it is called where it is no calendar. */
export interface FeedBytes {
  readonly body: Uint8Array | string;
  readonly name: string;
  /** In the UIDs of events that have none. */
  readonly fqdn: string;
}

/** What a cut needs to know beside the body. */
export interface CutOrder extends FeedBytes {
  /** First 16 hex of SHA-256 of the feed's URL. */
  readonly source: string;
  readonly reviseUrl: string;
  /** `network.allow`: where revise URLs may be `http:`. */
  readonly allow: readonly string[];
}

/** One object as it would enter, or why it does not. */
export type Cut =
  | { readonly block: Block; readonly version: Version; readonly revised: boolean }
  | { readonly block: Block; readonly refusal: Refusal };

/** Splits a body into objects. Throws a DomainError `invalid` where it is no calendar at all, `too-large` where it is none that people follow. */
export function split({ body, name, fqdn }: FeedBytes): SplitFeed {
  const text = typeof body === "string" ? body : decodeCalendar(body);
  requireCalendar(name, text);
  const feed = splitFeed(text, fqdn);
  if (feed.blocks.length <= MAX_FEED_OBJECTS) return feed;
  const message = `${name} has ${feed.blocks.length} events; of a feed at most ${MAX_FEED_OBJECTS} are read, and of this one none.`;
  throw new DomainError("too-large", message, { most: MAX_FEED_OBJECTS });
}

/**
 * Cuts objects out of a feed (protocol, section 3), each when it is asked for. As each object brings the zones that it
 * names, a feed of short events and one long zone comes to many times its size: only so much of it is taken.
 */
export function* cutBlocks(blocks: Iterable<Block>, order: CutOrder): Generator<Cut> {
  const { body, source, reviseUrl, allow } = order;
  const options = { source, reviseUrl, plainHttp: (host: string) => mayUsePlainHttp(host, allow) };
  const most = MOST_GROWN * body.length + 16 * 2 ** 20;
  let size = 0;
  for (const block of blocks) {
    const cut = size > most ? grownTooLarge(block) : cutObject(block, options);
    if ("version" in cut) size += cut.version.text.length;
    yield "version" in cut ? { block, ...cut } : { block, refusal: cut };
  }
}

/** A short event becomes several times as long by what this node stamps on it. */
const MOST_GROWN = 8;

function grownTooLarge({ uid, line }: Block): Refusal {
  const reason = `The objects of this feed, each with its time zones, come to more than ${MOST_GROWN} times its size.`;
  return { component: "VEVENT", uid, line, rule: "too-large", reason };
}

/** Throws a DomainError `invalid` where a text is no calendar at all. */
export function requireCalendar(name: string, text: string): void {
  const calendar = isCalendar(text);
  if (!calendar.ok) throw new DomainError("invalid", `${name} is no calendar: ${calendar.reason}`);
}
