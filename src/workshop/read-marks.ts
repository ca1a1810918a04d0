import type { FeedHead } from "../core/ical/feed-head.ts";
import type { Refusal } from "../core/model/refusal.ts";
import { type FeedBytes, split } from "./cut-feed.ts";

/** What the feed of a DisCal peer says, apart from the events themselves. */
export interface MarkedFeed {
  readonly head: FeedHead;
  readonly complete: boolean;
  readonly marks: readonly Mark[];
  readonly refused: readonly Refusal[];
}

/** An object that is published in a feed, by its digest. */
export interface Mark {
  readonly uid: string;
  readonly c1: string;
  readonly hop: number;
}

export function* readMarks(order: FeedBytes): Generator<MarkedFeed> {
  const { head, blocks, refused, complete } = split(order);
  const marks = blocks.flatMap(({ uid, marker, hop }): readonly Mark[] =>
    marker === null ? [] : [{ uid, c1: marker, hop: hop.value ?? 0 }],
  );
  yield { head, complete, marks, refused };
}
