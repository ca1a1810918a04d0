import { lastModifiedOf, sequenceOf } from "../core/ical/calendar-text.ts";
import type { Block } from "../core/ical/feed-block.ts";
import type { FeedHead } from "../core/ical/feed-head.ts";
import type { Refusal } from "../core/model/refusal.ts";
import type { Observation } from "../core/model/source.ts";
import type { Version } from "../core/model/version.ts";
import { cutBlocks, type Cut, type CutOrder, split } from "./cut-feed.ts";

/** A feed that is to be read. */
export interface ReadOrder extends CutOrder {
  /** `rawHash` by UID of what needs no look. */
  readonly seen: ReadonlyMap<string, string>;
}

/** What is read of a feed at a time. */
export type FeedPart =
  | { readonly kind: "head"; readonly head: FeedHead; readonly complete: boolean }
  | {
      readonly kind: "objects";
      readonly taken: readonly TakenObject[];
      /** They were public, or so it seems to whoever polls: what became private is taken back. */
      readonly hidden: readonly HiddenObject[];
      /** UIDs whose lines are those that were seen before. */
      readonly unchanged: readonly string[];
      readonly refused: readonly Refusal[];
    };

/** An object as it would enter the commons. */
export interface TakenObject {
  readonly uid: string;
  readonly rawHash: string;
  /** Its events as they arrived. */
  readonly raw: string;
  readonly version: Version;
  /** The feed itself carried a valid `X-REVISION`. */
  readonly revised: boolean;
}

/** An object that is not public, without what it says. */
export interface HiddenObject extends Pick<Observation, "sequence" | "lastModified"> {
  readonly uid: string;
  readonly rawHash: string;
}

/** Objects of one part, and their octets: what one transaction merges in some 20 ms. */
const MOST_OBJECTS = 50;
const MOST_OCTETS = 1_000_000;
/** What is not looked into costs next to nothing. */
const MOST_UNCHANGED = 5_000;

export function* readFeed(order: ReadOrder): Generator<FeedPart> {
  const { head, blocks, refused, complete } = split(order);
  yield { kind: "head", head, complete };
  const isSeen = ({ uid, rawHash }: Block) => order.seen.get(uid) === rawHash;
  const unchanged = blocks.filter(isSeen).map(({ uid }) => uid);
  for (let at = 0; at < unchanged.length; at += MOST_UNCHANGED)
    yield { ...startPart(), unchanged: unchanged.slice(at, at + MOST_UNCHANGED) };
  const changed = blocks.filter((block) => !isSeen(block));
  let part = startPart(refused);
  for (const cut of cutBlocks(changed, order)) {
    if (isFull(part)) {
      yield part;
      part = startPart();
    }
    add(part, cut);
  }
  yield part;
}

interface Draft extends Extract<FeedPart, { readonly kind: "objects" }> {
  readonly taken: TakenObject[];
  readonly hidden: HiddenObject[];
  readonly refused: Refusal[];
  octets: number;
}

function startPart(refused: readonly Refusal[] = []): Draft {
  return { kind: "objects", taken: [], hidden: [], unchanged: [], refused: [...refused], octets: 0 };
}

function isFull({ taken, octets, refused }: Draft): boolean {
  return taken.length >= MOST_OBJECTS || octets >= MOST_OCTETS || refused.length >= MOST_UNCHANGED;
}

function add(part: Draft, cut: Cut): void {
  const { uid, rawHash, raw, events } = cut.block;
  if ("version" in cut) {
    const { version, revised } = cut;
    part.taken.push({ uid, rawHash, raw, version, revised });
    part.octets += raw.length + version.text.length;
    return;
  }
  part.refused.push(cut.refusal);
  if (cut.refusal.rule !== "private") return;
  const own = events.flatMap((event) => event.own);
  part.hidden.push({ uid, rawHash, sequence: sequenceOf(own), lastModified: lastModifiedOf(own) });
}
