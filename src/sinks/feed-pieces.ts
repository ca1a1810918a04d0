import { hash } from "node:crypto";
import { crc32 } from "node:zlib";
import { feedEnd, feedObject, type FeedHeading, feedStart, newFeedState } from "../core/ical/write.ts";
import type { Commons, PublishedMark } from "../store/commons.ts";
import { breathe } from "../workshop/breathe.ts";
import { type GzipPiece, gzipPiece } from "./gzip-pieces.ts";
import type { CalendarSelection } from "./icalendar.ts";

/** A stretch of a feed in gzip. */
export interface FeedPiece extends GzipPiece {
  /** Names all that it was made from; null where it also depends on what was written before it. */
  readonly key: string | null;
  /** The zones that it brings into the feed, by TZID. */
  readonly zones: readonly (readonly [tzid: string, lines: string])[];
}

/** How feeds are made in pieces. */
export interface Pieces {
  /** Of gzip. */
  readonly level: number;
  /** Those that were made before, by their keys. */
  readonly known: ReadonlyMap<string, FeedPiece>;
}

/** Marks that are read at a time. */
const AHEAD = 1_000;
/** Objects of one stretch: about so many, and never more than those of which a feed carries some at its end (`write.ts`). */
const [USUAL, MOST] = [64, 256];

/**
 * A feed in gzip, from the stored bytes, stretch by stretch: as `calendarStream`, but what is as it was is not made anew.
 * A stretch ends where the UID of its last object says so, and so stays the same whatever comes and goes elsewhere.
 */
export async function* feedPieces(
  commons: Pick<Commons, "published" | "outline">,
  selection: CalendarSelection,
  heading: FeedHeading,
  { level, known }: Pieces,
): AsyncGenerator<FeedPiece> {
  const state = newFeedState();
  const unkeyed = { key: null, zones: [] };
  yield { ...unkeyed, ...(await gzipPiece(feedStart(heading), level)) };
  let [after, zones, isSteady]: [string, string, boolean] = ["", "", true];
  for (let ahead: PublishedMark[] = [], isAll = false; ;) {
    if (!isAll && ahead.length < MOST) {
      const more = await commons.outline({ ...selection, after: ahead.at(-1)?.uid ?? after, limit: AHEAD });
      isAll = more.length < AHEAD;
      ahead.push(...more);
      // Whoever takes it as fast as it comes would else keep all others waiting until its end.
      await breathe();
    }
    const marks = ahead.splice(0, lengthOfStretch(ahead));
    if (marks.length === 0) break;
    const key = keyOf(marks, zones);
    let piece = isSteady ? known.get(key) : undefined;
    if (piece === undefined) {
      const before = state.timezones.size;
      const page = await commons.published({ ...selection, after, limit: marks.length });
      const text = page.map((each) => feedObject(each, state)).join("");
      const brought = [...state.timezones].slice(before);
      const isAsMarked = marks.every(({ uid }, at) => page[at]?.version.uid === uid);
      isSteady &&= isAsMarked && state.apart.length === 0;
      piece = { key: isSteady ? key : null, zones: brought, ...(await gzipPiece(text, level)) };
      after = page.at(-1)?.version.uid ?? marks.at(-1)?.uid ?? after;
      // It was written to meanwhile: what follows is looked up anew.
      if (!isAsMarked) [ahead, isAll] = [[], false];
      await breathe();
    } else {
      for (const [tzid, lines] of piece.zones) state.timezones.set(tzid, lines);
      after = marks.at(-1)?.uid ?? after;
    }
    if (piece.zones.length > 0) zones = hash("sha256", zones + JSON.stringify(piece.zones));
    yield piece;
  }
  yield { ...unkeyed, ...(await gzipPiece(feedEnd(state), level)) };
}

function lengthOfStretch(marks: readonly PublishedMark[]): number {
  const last = marks.findIndex(({ uid }, at) => at === MOST - 1 || crc32(uid) % USUAL === 0);
  return last === -1 ? marks.length : last + 1;
}

/** No two changes have one number, and `zones` names the zones that stand in the feed before. */
function keyOf(marks: readonly PublishedMark[], zones: string): string {
  return hash("sha256", JSON.stringify([zones, marks.map(({ seq, tags }) => [seq, ...tags])]));
}
