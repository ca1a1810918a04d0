import type { PlainHttp } from "../../core/ical/attributes.ts";
import { type CutObject, cutObject } from "../../core/ical/cut.ts";
import type { Block } from "../../core/ical/feed-block.ts";
import type { FeedHead } from "../../core/ical/feed-head.ts";
import { isCalendar, splitFeed } from "../../core/ical/feed.ts";
import { DomainError } from "../../core/model/domain-error.ts";
import type { Refusal } from "../../core/model/refusal.ts";

/** What a feed's body comes to, object by object. */
export interface FeedCut {
  readonly head: FeedHead;
  readonly taken: readonly { readonly block: Block; readonly cut: CutObject }[];
  /** Objects that are not taken, each with its reason; those reasons are in `refused`, too. */
  readonly left: readonly { readonly block: Block; readonly refusal: Refusal }[];
  /** UIDs whose lines are those that were seen before. */
  readonly unchanged: readonly string[];
  readonly refused: readonly Refusal[];
  /** False where the body broke off. */
  readonly complete: boolean;
}

/**
 * Cuts a feed's body into the objects that it would bring (protocol, section 3); nothing is stored. `fqdn` is in the
 * UIDs of those that have none, `seen` the `rawHash` by UID of what needs no look. Throws a DomainError `invalid`,
 * which calls the body `name`, where it is no calendar at all.
 */
export function cutFeed(
  text: string,
  feed: {
    readonly name: string;
    readonly fqdn: string;
    readonly source: string;
    readonly reviseUrl: string;
    readonly plainHttp: PlainHttp;
    readonly seen: ReadonlyMap<string, string>;
  },
): FeedCut {
  requireCalendar(feed.name, text);
  const { head, blocks, refused, complete } = splitFeed(text, feed.fqdn);
  const taken: FeedCut["taken"][number][] = [];
  const left: FeedCut["left"][number][] = [];
  const unchanged: string[] = [];
  for (const block of blocks) {
    const cut = feed.seen.get(block.uid) === block.rawHash ? null : cutObject(block, feed);
    if (cut === null) unchanged.push(block.uid);
    else if ("version" in cut) taken.push({ block, cut });
    else left.push({ block, refusal: cut });
  }
  const reasons = left.map(({ refusal }) => refusal);
  return { head, taken, left, unchanged, refused: [...refused, ...reasons], complete };
}

/** Throws a DomainError `invalid` where a text is no calendar at all. */
export function requireCalendar(name: string, text: string): void {
  const calendar = isCalendar(text);
  if (!calendar.ok) throw new DomainError("invalid", `${name} is no calendar: ${calendar.reason}`);
}
