import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { adoptObject } from "../../../../src/core/ical/adopt.ts";
import { composeEvent, type EventDraft } from "../../../../src/core/ical/compose.ts";
import { cutObject } from "../../../../src/core/ical/cut.ts";
import { splitFeed } from "../../../../src/core/ical/feed.ts";
import { reviseEvent } from "../../../../src/core/ical/revise.ts";
import { tombstone } from "../../../../src/core/ical/stamp.ts";
import { feedEnd, feedObject, feedStart, newFeedState } from "../../../../src/core/ical/write.ts";
import type { Version } from "../../../../src/core/model/version.ts";
import { checkFeed } from "../../../support/feed-rules.ts";

// What Outlook, Apple and Google need of a feed, a pair of files for each rule: what a site shows (`….in.ics`) and what
// a node makes of it (`….out.ics`), to the byte. [MS-OXCICAL] is Microsoft's "iCalendar to Appointment Object
// Conversion Algorithm", [MS-STANOICAL] its "Outlook iCalendar Standards Support", both on learn.microsoft.com.

const folder = join(import.meta.dirname, "..", "..", "..", "fixtures", "golden");
const CHANGED_AT = Date.UTC(2026, 2, 2, 8, 9, 10);

/** What is guaranteed of every feed, whoever wrote its events. */
const GUARANTEED: Readonly<Record<string, string>> = {
  zones:
    "defines each TZID that is known, once and before its first use: RFC 5545, sections 3.2.19 and 3.6.5; Outlook takes the times of a series from there alone: [MS-OXCICAL] 2.1.3.1.1.20.10.1",
  "windows-zone":
    "keeps Windows' name of a zone, which the digest covers, with a VTIMEZONE of that name, by whose rules all others know it: RFC 5545, section 3.2.19",
  "zone-of-its-own": "carries the VTIMEZONE of a zone that only its feed knows: RFC 5545, section 3.6.5",
  "calendar-zone":
    "names the zone in each time of a calendar that says X-WR-TIMEZONE, which no RFC knows: RFC 5545, section 3.3.5, form 3",
  "long-lines": "folds at 75 octets, between characters: RFC 5545, section 3.1",
  "line-ends": "ends every line in CRLF, the last one too: RFC 5545, section 3.1",
  controls: "has no control characters: RFC 5545, section 3.1 (CONTROL)",
  "without-uid-and-stamp":
    "has a UID and a DTSTAMP in every event: RFC 5545, section 3.6.1; UIDs that are made here are shorter than 202 octets, beyond which Outlook tells none apart: [MS-STANOICAL] 2.1.10",
  method:
    "has no METHOD, with which Outlook takes a feed for an invitation: RFC 5546, section 1.4; [MS-OXCICAL], Property: METHOD",
  sequence: "has a SEQUENCE that grows with the revision, by which clients follow: RFC 5546, section 2.1.4",
};

/** What is right where its author wrote it right: export changes none of it (protocol, section 4). */
const FAITHFUL: Readonly<Record<string, string>> = {
  floating:
    "lets times float that float, and says no X-WR-TIMEZONE, which would tie them to a place: RFC 5545, section 3.3.5, form 1",
  "all-day":
    "has days as VALUE=DATE, with the day after the last as DTEND: RFC 5545, sections 3.6.1 and 3.8.2.2; [MS-OXCICAL] 2.1.3.1.1.20.10",
  duration: "has DTEND or DURATION as they came, never both: RFC 5545, section 3.6.1",
  until:
    "has UNTIL in UTC where DTSTART names a zone, a DATE where it is one: RFC 5545, section 3.3.10, with erratum 4414",
  override:
    "has RECURRENCE-ID and EXDATE in the value type and zone of DTSTART: RFC 5545, sections 3.8.4.4 and 3.8.5.1",
  text: "has text with `,` `;` `\\` and line breaks escaped: RFC 5545, section 3.3.11",
  cancelled: "keeps what is cancelled, as STATUS:CANCELLED: RFC 5545, section 3.8.1.11",
};

/** What a feed's own words keep from being right: D covers them, so export may not mend them (protocol, section 4). */
const KEPT: Readonly<Record<string, readonly [sentence: string, rules: readonly string[]]>> = {
  "until-of-a-feed": [
    "an UNTIL that is local, or a day, where DTSTART names a zone: RFC 5545, section 3.3.10",
    ["until"],
  ],
  "end-of-a-feed": [
    "a DTEND that is not after DTSTART, or DURATION beside it: RFC 5545, sections 3.6.1 and 3.8.2.2",
    ["end", "both"],
  ],
  "instances-of-a-feed": [
    "EXDATE in UTC where DTSTART names a zone: RFC 5545, section 3.8.5.1",
    ["instance"],
  ],
};

const draft: EventDraft = {
  uid: "a@node.example",
  title: "Songs, tea; and\\more",
  start: "2026-03-16T19:00",
  end: "2026-03-16T21:30",
  zone: "Europe/Vienna",
  allDay: false,
  location: "Pier East",
  description: "First line\r\nSecond line, with 🎶 and enough words that it has to be folded somewhere",
  url: "https://node.example/songs",
  tags: ["music", "tea, coffee"],
  dtstamp: Date.UTC(2026, 2, 1, 8),
  reviseUrl: "https://node.example/discal/revise",
};

/** An edit that moves the times of a series, and all that names single ones. */
const LATER = { start: "2026-03-16T20:15" };
const MADE = { revision: 2, dtstamp: Date.UTC(2026, 2, 2) };

/** What authors of this node enter. */
const COMPOSED: Readonly<Record<string, readonly Version[]>> = {
  "composed-evening": [composeEvent(draft)],
  "composed-days": [
    composeEvent({ ...draft, allDay: true, zone: null, start: "2026-03-16", end: "2026-03-19" }),
  ],
  "composed-moment": [composeEvent({ ...draft, zone: "UTC", end: draft.start })],
  "composed-by-file": [adopted(shownIn("until-of-a-feed"))],
  "edited-series": ["until", "override"].map((name) => reviseEvent(polled(shownIn(name))[0]!, LATER, MADE)),
  "composed-and-deleted": [tombstone(composeEvent(draft), MADE)],
};

/** The first event of a calendar, entered by an author as if they had written it. */
function adopted(text: string): Version {
  const read = adoptObject(text.replace(/(END:VEVENT\r\n)[^]*(END:VCALENDAR)/, "$1$2"), draft);
  if (!("version" in read)) throw new Error(`refused: ${read.reason}`);
  return read.version;
}

function feedOf(versions: readonly Version[]): string {
  const state = newFeedState();
  const heading = { name: "Pier, East", url: "https://node.example/feed.ics", refreshMinutes: 60 };
  const objects = versions.map((version) => feedObject({ version, changedAt: CHANGED_AT, tags: [] }, state));
  return feedStart(heading) + objects.join("") + feedEnd(state);
}

/** What a node stores of a feed. */
function polled(text: string): readonly Version[] {
  const options = { reviseUrl: "https://node.example/discal/revise", source: "0123456789abcdef" };
  return splitFeed(text, "site.example").blocks.map((block) => {
    const cut = cutObject(block, options);
    if (!("version" in cut)) throw new Error(`refused: ${cut.reason}`);
    return cut.version;
  });
}

/** The file that stands for what is right. `DISCAL_GOLDEN=write` writes it anew, to be read with `git diff`. */
function golden(name: string, made: string): string {
  const path = join(folder, `${name}.out.ics`);
  if (process.env["DISCAL_GOLDEN"] === "write") writeFileSync(path, made);
  return readFileSync(path, "utf8");
}

function shownIn(name: string): string {
  return readFileSync(join(folder, `${name}.in.ics`), "utf8");
}

describe.each([
  ["every feed, whoever wrote its events,", GUARANTEED],
  ["a feed of events that were written right", FAITHFUL],
])("%s", (_, rules) => {
  it.each(Object.entries(rules).map(([name, sentence]) => [sentence, name] as const))("%s", (_, name) => {
    const made = feedOf(polled(shownIn(name)));
    expect(made).toBe(golden(name, made));
    expect(checkFeed(made)).toEqual([]);
  });
});

describe("a feed's own words, which every node must keep,", () => {
  it.each(Object.entries(KEPT).map(([name, [sentence, rules]]) => [sentence, name, rules] as const))(
    "may leave %s",
    (_, name, rules) => {
      const stored = polled(shownIn(name));
      const made = feedOf(stored);
      expect(made).toBe(golden(name, made));
      expect([...new Set(checkFeed(made).map(({ rule }) => rule))]).toEqual(rules);
      expect(polled(made).map(({ digest }) => digest)).toEqual(stored.map(({ digest }) => digest));
    },
  );
});

describe("what this node's own authors write", () => {
  it.each(Object.keys(COMPOSED))("keeps every rule: %s", (name) => {
    const made = feedOf(COMPOSED[name] ?? []);
    expect(made).toBe(golden(name, made));
    expect(checkFeed(made)).toEqual([]);
  });
});

it("no golden file is left over", () => {
  const names = new Set(readdirSync(folder).map((name) => name.replace(/\.(in|out)\.ics$/, "")));
  expect([...names].toSorted()).toEqual(
    [GUARANTEED, FAITHFUL, KEPT, COMPOSED].flatMap(Object.keys).toSorted(),
  );
});
