import { hash } from "node:crypto";
import { MAX_FEED_OBJECTS } from "../../core/ical/limits.ts";
import { plainUid, type ScannedEvent, scanEvents } from "../../core/ical/scan-events.ts";
import { breathe } from "../../workshop/breathe.ts";
import type { LastBody } from "./last-bodies.ts";

/** A feed taken apart by its bytes. */
export interface Scan {
  readonly events: readonly ScannedEvent[];
  /** SHA-256 of all else. */
  readonly frame: string;
}

/** A feed without the events that the last body had as well. */
export interface ThinFeed {
  readonly body: Uint8Array;
  readonly left: readonly ScannedEvent[];
  readonly unchanged: readonly string[];
  /** UIDs whose events are not as they were in the last body: these alone may be gone; null where that is not known. */
  readonly gone: readonly string[] | null;
  /** The line of the whole body for one of the thin one, both from 1. */
  lineOf(line: number): number;
}

/** Octets of what is left: more is read as if nothing were known. */
const MOST_LEFT = 65_536;
const AT_ONCE = 500;

/** Null where one has to look into a feed to take it apart. */
export async function scanFeed(body: Uint8Array): Promise<Scan | null> {
  const events: ScannedEvent[] = [];
  for (const event of scanEvents(body)) {
    if (events.push(event) > MAX_FEED_OBJECTS) return null;
    if (events.length % AT_ONCE === 0) await breathe();
  }
  const frame = Buffer.concat(
    stretches(body, events).flatMap(({ event, bytes }) => (event === null ? [bytes] : [])),
  );
  // In one of several calendars the same event may mean another time.
  if (frame.indexOf(CALENDAR) !== frame.lastIndexOf(CALENDAR)) return null;
  return { events, frame: hash("sha256", frame) };
}

/** Null where too much is left, or where what stands around the events is not what it was. */
export function thinFeed(body: Uint8Array, { events, frame }: Scan, last: LastBody): ThinFeed | null {
  if (frame !== last.frame) return null;
  const found = new Set<string>();
  // One that stands there twice is no more what it was.
  const isKnown = ({ hash }: ScannedEvent) => last.uids.has(hash) && found.size < found.add(hash).size;
  const left = events.filter((event) => !isKnown(event));
  const all = new Set(events.map((event) => event.hash));
  const known = new Set(events).difference(new Set(left));
  const parts = stretches(body, events);
  const kept = parts.filter(({ event }) => event === null || !known.has(event)).map(({ bytes }) => bytes);
  if (kept.reduce((sum, { length }) => sum + length, 0) > MOST_LEFT) return null;
  const isWhole = last.others.isSubsetOf(all);
  const gone = [...last.uids].flatMap(([hash, uid]) => (all.has(hash) ? [] : [uid]));
  return {
    body: Buffer.concat(kept),
    left,
    unchanged: [...known].map(({ hash }) => last.uids.get(hash) ?? ""),
    gone: isWhole ? gone : null,
    lineOf: lineFinder(
      parts.map(({ event, bytes }) => ({ bytes, isOut: event !== null && known.has(event) })),
    ),
  };
}

/** A VEVENT that was found, and the UID that it seems to have. */
export interface NamedEvent {
  readonly hash: string;
  readonly uid: string | null;
}

/** The UIDs of events, as far as they say them in the usual way; `known`: by their hashes. */
export async function nameEvents(
  body: Uint8Array,
  { events }: Scan,
  known: ReadonlyMap<string, string>,
): Promise<readonly NamedEvent[]> {
  const named: NamedEvent[] = [];
  for (const event of events) {
    named.push({ hash: event.hash, uid: known.get(event.hash) ?? plainUid(body, event) });
    if (named.length % AT_ONCE === 0) await breathe();
  }
  return named;
}

/** Which of these events are objects by themselves, of those that were taken. */
export function soleEvents(
  events: readonly NamedEvent[],
  isTaken: (uid: string) => boolean,
): Pick<LastBody, "uids" | "others"> {
  const times = new Map<string | null, number>();
  for (const { uid } of events) times.set(uid, (times.get(uid) ?? 0) + 1);
  const uids = new Map<string, string>();
  const others = new Set<string>();
  for (const { hash, uid } of events) {
    if (uid !== null && times.get(uid) === 1 && isTaken(uid)) uids.set(hash, uid);
    else others.add(hash);
  }
  return { uids, others };
}

/** All of a body in its order: the events, and what stands between them. */
function stretches(body: Uint8Array, events: readonly ScannedEvent[]) {
  const all: { readonly event: ScannedEvent | null; readonly bytes: Uint8Array }[] = [];
  let at = 0;
  for (const event of events) {
    if (event.start > at) all.push({ event: null, bytes: body.subarray(at, event.start) });
    all.push({ event, bytes: body.subarray(event.start, event.end) });
    at = event.end;
  }
  all.push({ event: null, bytes: body.subarray(at) });
  return all;
}

/** Finds the line of the whole body for one of the thin one. The lines are counted once, when one is asked for. */
function lineFinder(
  parts: readonly { readonly bytes: Uint8Array; readonly isOut: boolean }[],
): (line: number) => number {
  let starts: readonly Start[] | null = null;
  return (line) => {
    starts ??= startsOf(parts);
    const { inThin, inWhole } = starts.findLast((start) => start.inThin < line) ?? { inThin: 0, inWhole: 0 };
    return line - inThin + inWhole;
  };
}

/** Lines before a part that was left in. */
interface Start {
  readonly inThin: number;
  readonly inWhole: number;
}

function startsOf(
  parts: readonly { readonly bytes: Uint8Array; readonly isOut: boolean }[],
): readonly Start[] {
  const starts: Start[] = [];
  let [inThin, inWhole] = [0, 0];
  for (const { bytes, isOut } of parts) {
    const lines = linesIn(bytes);
    if (!isOut) starts.push({ inThin, inWhole });
    if (!isOut) inThin += lines;
    inWhole += lines;
  }
  return starts;
}

function linesIn(bytes: Uint8Array): number {
  let lines = 0;
  for (let at = bytes.indexOf(LF); at !== -1; at = bytes.indexOf(LF, at + 1)) lines += 1;
  return lines;
}

const LF = 0x0a;
const CALENDAR = "BEGIN:VCALENDAR";
