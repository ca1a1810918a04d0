import { describe, expect, it } from "vitest";
import { canonicalText, exactDigest } from "../../../../src/core/ical/canonical.ts";
import { semanticDigest } from "../../../../src/core/ical/digest.ts";
import { readLines } from "../../../../src/core/ical/lines.ts";
import published from "../../../../schema/wire/digest-vectors.json" with { type: "json" };
import { vcalendar, vevent, vtimezone } from "../../../support/calendar-text.ts";

const { vectors } = published;

describe("the digests D and C1", () => {
  it.each(vectors)("agree with another implementation's: $name", ({ input, canonical, D, C1 }) => {
    expect(canonicalText(readLines(input).map(({ text }) => text))).toBe(canonical);
    expect(exactDigest(canonical)).toBe(C1);
    expect(semanticDigest(input)).toBe(D);
    expect(semanticDigest(canonical)).toBe(D);
  });

  it("are the same where the vectors say so, and nowhere else", () => {
    const digests = new Map(vectors.map(({ name, D }) => [name, D]));
    for (const { D, sameDAs } of vectors) if (sameDAs !== undefined) expect(digests.get(sameDAs)).toBe(D);
    const others = vectors.filter(({ sameDAs }) => sameDAs === undefined);
    expect(new Set(others.map(({ D }) => D)).size).toBe(others.length);
  });
});

describe("the digest D", () => {
  const event = vevent("1", "SUMMARY:a", 'DESCRIPTION;LANGUAGE=en;ALTREP="cid:1":b');
  const digest = semanticDigest(vcalendar(...event));
  const changed = (from: string, to: string): string => semanticDigest(vcalendar(...event).replace(from, to));

  it.each([
    [
      "a bookkeeping line",
      "SUMMARY:a",
      "SUMMARY:a\r\nSEQUENCE:4\r\nCREATED:20260101T000000Z\r\nLAST-MODIFIED:20260101T000000Z",
    ],
    ["DTSTAMP", "DTSTAMP:20260301", "DTSTAMP:20260302"],
    ["an X- line", "SUMMARY:a", "SUMMARY:a\r\nX-HOP:3\r\nx-whatever:1"],
    ["the order of lines", "UID:1\r\nDTSTAMP:20260301T080000Z", "DTSTAMP:20260301T080000Z\r\nUID:1"],
    ["VCALENDAR's own lines", "VERSION:2.0", "VERSION:2.0\r\nMETHOD:PUBLISH\r\nX-WR-TIMEZONE:Europe/Vienna"],
    ["the order of parameters", 'LANGUAGE=en;ALTREP="cid:1"', 'altrep="cid:1";LANGUAGE="en"'],
  ])("does not see %s", (_, from, to) => {
    expect(vcalendar(...event)).toContain(from);
    expect(changed(from, to)).toBe(digest);
  });

  it.each([
    ["a value", "SUMMARY:a", "SUMMARY:A"],
    ["a space", "SUMMARY:a", "SUMMARY:a "],
    ["a parameter's value", "LANGUAGE=en", "LANGUAGE=EN"],
    ["a line that stands twice", "SUMMARY:a", "SUMMARY:a\r\nSUMMARY:a"],
    ["X-DELETED", "SUMMARY:a", "SUMMARY:a\r\nX-DELETED:TRUE"],
    [
      "a zone that only the object defines",
      "BEGIN:VEVENT",
      [...vtimezone("Nowhere"), "BEGIN:VEVENT"].join("\r\n"),
    ],
    ["an alarm", "SUMMARY:a", "SUMMARY:a\r\nBEGIN:VALARM\r\nACTION:DISPLAY\r\nEND:VALARM"],
  ])("sees %s", (_, from, to) => {
    expect(changed(from, to)).not.toBe(digest);
  });

  it.each(["Europe/Vienna", "Pacific Standard Time", "PDT"])("ignores what a calendar says of %s", (tzid) => {
    expect(semanticDigest(vcalendar(...vtimezone(tzid), ...event))).toBe(digest);
  });
});
