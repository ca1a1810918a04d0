import { globSync, readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { cutObject } from "../../src/core/ical/cut.ts";
import { decodeCalendar } from "../../src/core/ical/decode.ts";
import { nameOf } from "../../src/core/ical/contentline.ts";
import { isCalendar, splitFeed } from "../../src/core/ical/feed.ts";
import { readObject, wireText } from "../../src/core/ical/object.ts";
import { expand } from "../../src/core/ical/occurrences.ts";
import { reviseEvent } from "../../src/core/ical/revise.ts";
import { tombstone } from "../../src/core/ical/stamp.ts";
import { feedEnd, feedObject, feedStart, newFeedState } from "../../src/core/ical/write.ts";
import type { EventChange } from "../../src/core/model/event-change.ts";
import type { Version } from "../../src/core/model/version.ts";
import { corpus, hasCorpus } from "../support/corpus.ts";

const options = { reviseUrl: "https://node.example/discal/revise", source: "0123456789abcdef" };
const made = { revision: 2, dtstamp: Date.UTC(2026, 10, 21) };
const STAMPS = ["DTSTAMP", "LAST-MODIFIED", "X-REVISION", "X-REVISE-URL", "X-DISCAL-BY", "X-DISCAL-SOURCE"];
/** What each change may touch beside the stamps. */
const CHANGES: readonly (readonly [EventChange, readonly string[]])[] = [
  [{ title: 'Anew; with, signs \\ of "all" kinds' }, ["SUMMARY"]],
  [{ location: "Elsewhere, 3" }, ["LOCATION", "GEO", "X-APPLE-STRUCTURED-LOCATION"]],
  [{ description: "Two\nlines" }, ["DESCRIPTION", "STYLED-DESCRIPTION", "X-ALT-DESC"]],
  [{ tags: ["a", "b, c"], url: "https://x.example/a?b=c,d" }, ["CATEGORIES", "URL"]],
  [{ status: "CANCELLED" }, ["STATUS", "X-DISCAL-STATUS"]],
];
/** One object in so many is taken: their forms repeat. */
const ONE_IN = 7;

function* objects(): Generator<Version> {
  const seen = new Set<string>();
  for (const path of globSync("**/*.ics", { cwd: corpus }).toSorted()) {
    const text = decodeCalendar(readFileSync(`${corpus}/${path}`));
    if (!isCalendar(text).ok) continue;
    for (const block of splitFeed(text, "site.example").blocks) {
      if (seen.has(block.rawHash)) continue;
      seen.add(block.rawHash);
      const isSeries = block.events.length > 1;
      const cut = isSeries || seen.size % ONE_IN === 0 ? cutObject(block, options) : null;
      if (cut !== null && "version" in cut) yield cut.version;
    }
  }
}

/** Null where the event says so already. */
function revised(version: Version, change: EventChange, revision: number): Version | null {
  try {
    return reviseEvent(version, change, { ...made, revision });
  } catch (error) {
    if (error instanceof Error && error.message.includes("changes nothing")) return null;
    throw error;
  }
}

function linesBeside({ text }: Version, names: readonly string[]): readonly string[] {
  return text.split("\r\n").filter((line) => !STAMPS.includes(nameOf(line)) && !names.includes(nameOf(line)));
}

function polled(version: Version): readonly unknown[] {
  const state = newFeedState();
  const object = feedObject({ version, changedAt: 0, tags: ["a, b"] }, state);
  const feed = feedStart({ name: "x", url: "https://node.example/feed.ics" }) + object + feedEnd(state);
  return splitFeed(feed, "node.example").blocks.map((block) => {
    const cut = cutObject(block, options);
    return "version" in cut ? cut.version.digest : cut.reason;
  });
}

/** A next version by a person, as every node reads it from a push and from a feed. */
function holdNext(before: Version, next: Version): void {
  const { uid, hop, reviseUrl } = before;
  expect(next).toMatchObject({
    uid,
    hop,
    reviseUrl,
    revision: 2,
    by: "person",
    source: null,
    signature: null,
  });
  expect(readObject(wireText(next))).toEqual({ version: next });
  expect([uid, polled(next)]).toEqual([uid, [next.digest]]);
  const count = (line: RegExp) => next.text.match(line)?.length ?? 0;
  expect(count(/^X-REVISION:2\r$/gm)).toBe(count(/^BEGIN:VEVENT\r$/gm));
}

describe.skipIf(!hasCorpus)("any event of the corpus", () => {
  it("is revised by a person in what the change says, and in nothing else", { timeout: 120_000 }, () => {
    let count = 0;
    for (const version of objects()) {
      count += 1;
      const signed = { ...version, signature: "aGVsbG8=" };
      for (const [change, names] of CHANGES) {
        const next = revised(signed, change, 2);
        if (next === null) continue;
        holdNext(version, next);
        expect(linesBeside(next, names)).toEqual(linesBeside(version, names));
      }
      const gone = tombstone(signed, made);
      holdNext(version, gone);
      expect([gone.deleted, gone.cancelled]).toEqual([true, true]);
    }
    expect(count).toBeGreaterThan(500);
  });

  it(
    "is cancelled in all its happenings, and as it was once that is taken back",
    { timeout: 120_000 },
    () => {
      const window = { from: 0, to: Date.UTC(2030, 0), timezone: "America/Los_Angeles" };
      for (const version of objects()) {
        const next = version.cancelled ? null : revised(version, { status: "CANCELLED" }, 2);
        if (next === null) continue;
        const { occurrences } = expand(next.text, window);
        expect([version.uid, occurrences.filter(({ cancelled }) => !cancelled)]).toEqual([version.uid, []]);
        const back = revised(next, { status: "CONFIRMED" }, 3);
        expect(expand(back!.text, window)).toEqual(expand(version.text, window));
      }
    },
  );
});
