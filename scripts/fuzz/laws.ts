import { deepStrictEqual, ok, strictEqual } from "node:assert/strict";
import { canonicalText, exactDigest } from "../../src/core/ical/canonical.ts";
import { compareVersions } from "../../src/core/ical/compare-versions.ts";
import { CONTROL } from "../../src/core/ical/controls.ts";
import { cutObject } from "../../src/core/ical/cut.ts";
import { decodeCalendar } from "../../src/core/ical/decode.ts";
import { semanticDigest } from "../../src/core/ical/digest.ts";
import { describe } from "../../src/core/ical/event.ts";
import { isCalendar, splitFeed } from "../../src/core/ical/feed.ts";
import { readLines } from "../../src/core/ical/lines.ts";
import { mergeFields } from "../../src/core/ical/merge-fields.ts";
import { readObject, splitCalendars, wireText } from "../../src/core/ical/object.ts";
import { expand } from "../../src/core/ical/occurrences.ts";
import { reviseEvent } from "../../src/core/ical/revise.ts";
import { restamp, tombstone, writtenAt } from "../../src/core/ical/stamp.ts";
import { feedEnd, feedObject, feedStart, foldLine, newFeedState } from "../../src/core/ical/write.ts";
import { DomainError } from "../../src/core/model/domain-error.ts";
import type { EventChange } from "../../src/core/model/event-change.ts";
import type { Version } from "../../src/core/model/version.ts";
import { merge } from "../../src/core/reconcile/merge.ts";
import { subjectOf } from "../../src/core/reconcile/subject.ts";
import { winner } from "../../src/core/reconcile/winner.ts";

const options = { reviseUrl: "https://b.example/discal/revise", source: "0123456789abcdef" };
const window = { from: Date.UTC(2026, 0), to: Date.UTC(2027, 0), timezone: "Europe/Berlin" };
/** What {@link expand} lists at most: RDATEs of one object beside its rules. */
const MOST_OCCURRENCES = 12_000;
const changes: readonly EventChange[] = [
  { title: "Another, title; with \\ and \n in it", tags: ["a,b", "c"] },
  { start: "2026-05-01T18:30", end: "2026-05-01T20:00", zone: "Europe/Paris", location: null },
  { start: "2026-05-01", status: "CANCELLED", url: "https://c.example/", description: "ü" },
];

/** What holds of any text whatsoever that arrives as a calendar. */
export function calendarLaws(text: string): void {
  const lines = readLines(text).map((line) => line.text);
  for (const line of lines) ok(!CONTROL.test(line) && line.isWellFormed(), `a line holds controls: ${line}`);
  const again = readLines(lines.map(foldLine).join(""));
  deepStrictEqual(
    again.map((line) => line.text),
    lines,
    "lines are others after being written and read again",
  );
  isCalendar(text);
  decodeCalendar(Buffer.from(text));
  decodeCalendar(Buffer.from(text, "latin1"));
  semanticDigest(text);
  const versions = [...polled(text), ...pushed(text)];
  for (const version of versions) versionLaws(version);
  for (const rivals of Map.groupBy(versions, ({ uid }) => uid).values()) together(rivals.slice(0, 3));
}

/** What a poller takes from it. */
function polled(text: string): readonly Version[] {
  return splitFeed(text, "a.example").blocks.flatMap((block) => {
    const cut = cutObject(block, options);
    if ("version" in cut) return [cut.version];
    ok(cut.reason !== "" && !CONTROL.test(cut.reason), `a refusal is no sentence: ${cut.rule} ${cut.reason}`);
    return [];
  });
}

/** What is taken where a peer pushes it. */
function pushed(text: string): readonly Version[] {
  const calendars = unlessRefused(() => splitCalendars(text)) ?? [];
  return calendars.flatMap((calendar) => {
    const read = readObject(calendar);
    if (!("version" in read)) return [];
    deepStrictEqual(
      readObject(wireText(read.version)),
      read,
      "an object is read otherwise than it was written",
    );
    return [read.version];
  });
}

/** What holds of every version, wherever it came from. */
function versionLaws(version: Version): void {
  const { text, c1, digest } = version;
  const lines = readLines(text).map((line) => line.text);
  strictEqual(canonicalText(lines), text, "the canonical text is not what is made of it");
  strictEqual(exactDigest(text), c1, "C1 is not that of the text");
  strictEqual(semanticDigest(text), digest, "D is not that of the text");
  const read = readObject(wireText(version));
  ok("version" in read, `what was taken is refused by the next node: ${"rule" in read ? read.reason : ""}`);
  deepStrictEqual(read.version, version, "the next node reads another version");
  strictEqual(throughFeed(version), digest, "D is another after a feed");

  describe(text);
  const { occurrences } = expand(text, window);
  ok(occurrences.length <= MOST_OCCURRENCES, `${occurrences.length} occurrences`);
  for (const { start, end } of occurrences)
    ok(Number.isFinite(start) && end >= start, "an occurrence has no time");
  writtenAt(version);
  subjectOf(version, version.hop);
  const { state } = merge(null, version);
  ok(!merge(state, version).changed, "a version changes what it is");
  ok(winner(state) !== null || version.uid.includes("."), "nothing wins");

  const made = { revision: Math.min(version.revision + 1, 2_147_483_647), dtstamp: Date.UTC(2026, 2, 2) };
  strictEqual(restamp(version, made).digest, digest, "D is another after a new stamp");
  reread(tombstone(version, made), "a deletion");
  for (const change of changes) {
    const next = unlessRefused(() => reviseEvent(version, change, made));
    if (next !== null) reread(next, "an edit");
  }
}

/** What holds of versions of one event. */
function together([first, ...others]: readonly Version[]): void {
  if (first === undefined) return;
  for (const other of others) {
    const rows = compareVersions([first, other]);
    const fields = new Map(rows.filter(({ agree }) => !agree).map(({ key }) => [key, other]));
    const made = { revision: 9, dtstamp: Date.UTC(2026, 2, 2) };
    const merged = unlessRefused(() => mergeFields(first, fields, made));
    if (merged !== null) reread(merged, "a merge");
  }
}

/** D of what a poller of our feed takes. */
function throughFeed(version: Version): string | null {
  const state = newFeedState();
  const head = feedStart({ name: "A, feed", url: "https://a.example/feed.ics" });
  const feed = head + feedObject({ version, changedAt: 0, tags: ["tag, one"] }, state) + feedEnd(state);
  const [block] = splitFeed(feed, "a.example").blocks;
  const cut = block === undefined ? null : cutObject(block, options);
  if (cut === null || "version" in cut) return cut?.version.digest ?? null;
  return `refused: ${cut.reason}`;
}

function reread(version: Version, what: string): void {
  const read = readObject(wireText(version));
  ok("version" in read, `${what} is refused by the next node: ${"rule" in read ? read.reason : ""}`);
  deepStrictEqual(read.version, { ...version, signature: null, signedAt: null }, `${what} is read otherwise`);
}

/** What was made; null where that was refused in the way in which everything is. */
export function unlessRefused<T>(make: () => T): T | null {
  try {
    return make();
  } catch (error) {
    if (error instanceof DomainError) return null;
    throw error;
  }
}
