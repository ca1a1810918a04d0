import { describe, expect, it } from "vitest";
import { readObject, wireText } from "../../../../src/core/ical/object.ts";
import { restamp, tombstone } from "../../../../src/core/ical/stamp.ts";
import { MAX_NUMBER, type Version } from "../../../../src/core/model/version.ts";
import { DISCAL, vcalendar, vevent, vtimezone } from "../../../support/calendar-text.ts";

function taken(...lines: readonly string[]): Version {
  const read = readObject(vcalendar(...lines));
  if (!("version" in read)) throw new Error(`refused: ${read.reason}`);
  return read.version;
}

const alarm = ["BEGIN:VALARM", "ACTION:DISPLAY", "X-REVISION:9", "STATUS:X", "END:VALARM"];
const master = vevent(
  "a",
  "DTSTART;TZID=Nowhere:20260316T190000",
  "DURATION:PT1H",
  "SUMMARY:x",
  "STATUS:TENTATIVE",
  "RRULE:FREQ=DAILY",
  ...DISCAL,
  ...alarm,
);
const override = vevent("a", "RECURRENCE-ID;TZID=Nowhere:20260317T190000", "SUMMARY:y", ...DISCAL);
const version = taken("X-OWN:1", ...vtimezone("Nowhere"), ...master, ...override);
const dtstamp = Date.UTC(2026, 2, 2, 8, 9, 10);

/** What a version must be: read from its bytes it says the same of itself. */
function expectWhole(made: Version): void {
  expect(readObject(wireText(made))).toEqual({ version: made });
}

describe("stamping a version anew", () => {
  it("changes what is asked for in every component, and nothing else", () => {
    const made = restamp(
      { ...version, signature: "aGVsbG8=" },
      {
        revision: 5,
        by: "feed",
        source: "0123456789abcdef",
        reviseUrl: "https://b.example/r",
        hop: 2,
        dtstamp,
      },
    );
    expect(made).toMatchObject({
      revision: 5,
      by: "feed",
      source: "0123456789abcdef",
      reviseUrl: "https://b.example/r",
      hop: 2,
      signature: null,
    });
    expect(made.digest).toBe(version.digest);
    expect(made.c1).not.toBe(version.c1);
    expect(made.text.match(/^X-REVISION:5\r$/gm)).toHaveLength(2);
    expect(made.text.match(/^DTSTAMP:20260302T080910Z\r$/gm)).toHaveLength(2);
    expect(made.text).toContain("ACTION:DISPLAY\r\nX-REVISION:9\r\n");
    expect(made.text).toContain("X-OWN:1\r\n");
    expectWhole(made);
  });

  it("keeps all where nothing is asked for", () => {
    const made = restamp(version, {});
    expect(made).toEqual({ ...version, text: made.text, c1: made.c1 });
    expect(restamp(made, {})).toEqual(made);
  });

  it("keeps the name of the source only of what a feed says", () => {
    const made = restamp(restamp(version, { by: "feed", source: "0123456789abcdef" }), { by: "person" });
    expect(made.source).toBeNull();
    expect(made.text).not.toContain("X-DISCAL-SOURCE");
  });
});

describe("a deletion", () => {
  it("keeps UID, times and DisCal's properties only", () => {
    const made = tombstone(version, { revision: 2, dtstamp });
    expect(made).toMatchObject({
      uid: "a",
      revision: 2,
      deleted: true,
      cancelled: true,
      by: "person",
      hop: 0,
    });
    expect(made.text).toBe(
      [
        "BEGIN:VCALENDAR",
        "VERSION:2.0",
        "PRODID:-//DisCal//discal/1//EN",
        ...vtimezone("Nowhere"),
        "BEGIN:VEVENT",
        "UID:a",
        "DTSTART;TZID=Nowhere:20260316T190000",
        "DURATION:PT1H",
        "DTSTAMP:20260302T080910Z",
        "STATUS:CANCELLED",
        "X-DELETED:TRUE",
        "X-REVISION:2",
        "X-REVISE-URL:https://a.example/discal/revise",
        "X-DISCAL-BY:person",
        "END:VEVENT",
        "END:VCALENDAR",
        "",
      ].join("\r\n"),
    );
    expectWhole(made);
  });

  it("keeps every override where there is no master, and says by whom", () => {
    const made = tombstone(taken(...vtimezone("Nowhere"), ...override), {
      revision: 2,
      dtstamp,
      by: "feed",
      source: "0123456789abcdef",
    });
    expect(made).toMatchObject({ by: "feed", source: "0123456789abcdef", deleted: true });
    expect(made.text).toContain("RECURRENCE-ID;TZID=Nowhere:20260317T190000");
    expectWhole(made);
  });
});

describe("the largest revision", () => {
  it("has no later one", () => {
    const last = restamp(version, { revision: MAX_NUMBER });
    expect(() => restamp(last, { revision: MAX_NUMBER + 1 })).toThrow(/new UID/);
    expect(() => tombstone(last, { revision: MAX_NUMBER + 1, dtstamp })).toThrow(/new UID/);
  });
});
