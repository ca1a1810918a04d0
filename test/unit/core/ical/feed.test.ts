import { describe, expect, it } from "vitest";
import { isCalendar, splitFeed } from "../../../../src/core/ical/feed.ts";
import { vcalendar, vevent, vtimezone } from "../../../support/calendar-text.ts";

const split = (...lines: readonly string[]) => splitFeed(vcalendar(...lines), "Site.Example");
const hashOf = (...lines: readonly string[]) => split(...lines).blocks[0]?.rawHash;

describe("recognising a calendar", () => {
  it.each([
    ["\ufeffBEGIN:VCALENDAR\r\nEND:VCALENDAR\r\n"],
    ["<br />\n<b>Warning</b>: something\nbegin:vcalendar\nend:vcalendar\n"],
    ["BEGIN:VEVENT\nUID:1\nEND:VEVENT\n"],
  ])("takes %j for one", (body) => {
    expect(isCalendar(body)).toEqual({ ok: true });
  });

  it.each([
    ["", "empty"],
    [" \r\n ", "empty"],
    ["<!DOCTYPE html><html>add BEGIN:VCALENDAR to it</html>", "web page"],
    ['{"message":"Group not found"}', 'JSON: {"message":"Group not found"}'],
    ["Not found", "starts with: Not found"],
  ])("says why %j is none", (body, reason) => {
    const answer = isCalendar(body);
    expect(answer.ok).toBe(false);
    expect(!answer.ok && answer.reason).toContain(reason);
  });
});

describe("a feed's head", () => {
  it("tells name, zone and wished interval", () => {
    const { head } = split(
      "X-WR-CALNAME:Pier\\, West",
      "X-WR-TIMEZONE:Europe/Vienna",
      "X-PUBLISHED-TTL:PT1H30M",
      ...vevent("1"),
    );
    expect(head).toEqual({
      name: "Pier, West",
      timezone: "Europe/Vienna",
      refreshMs: 5_400_000,
      discal: false,
    });
  });

  it("knows no zone that nobody knows, and no interval that is none", () => {
    const { head } = split("X-WR-TIMEZONE:Nowhere/Middle", "REFRESH-INTERVAL;VALUE=DURATION:soon");
    expect(head).toEqual({ name: null, timezone: null, refreshMs: null, discal: false });
  });

  it.each([
    ["P1W", 604_800_000],
    ["P1DT1S", 86_401_000],
    ["PT0S", null],
    ["-PT1H", null],
    ["P", null],
  ])("reads the interval %s", (value, ms) => {
    expect(split(`REFRESH-INTERVAL;VALUE=DURATION:${value}`).head.refreshMs).toBe(ms);
  });
});

describe("splitting a feed", () => {
  it("gathers a master and its overrides, wherever they stand", () => {
    const { blocks, refused } = split(
      ...vevent("a"),
      ...vevent("b"),
      ...vevent("a", "RECURRENCE-ID:20260317T190000Z"),
    );
    expect(blocks.map(({ uid, line, events }) => [uid, line, events.length])).toEqual([
      ["a", 4, 2],
      ["b", 9, 1],
    ]);
    expect(refused).toEqual([]);
  });

  it("compares UIDs decoded and case-sensitively", () => {
    const { blocks } = split(
      ...vevent("a\\,b"),
      ...vevent("a,b", "RECURRENCE-ID:20260317T190000Z"),
      ...vevent("A,B"),
    );
    expect(blocks.map(({ uid }) => uid)).toEqual(["a,b", "A,B"]);
  });

  it("keeps what arrived as it came, folds included", () => {
    const body = vcalendar(...vevent("a", "SUMMARY:one\r\n  two"));
    const [block] = splitFeed(body, "site.example").blocks;
    expect(body).toContain(block?.raw);
    expect(block?.raw).toMatch(/^BEGIN:VEVENT\r\n[^]*one\r\n {2}two[^]*END:VEVENT\r\n$/);
  });

  it("names the marks of a DisCal node", () => {
    const mark = "a".repeat(64);
    const { head, blocks } = split(
      ...vevent("a", `X-DISCAL-OBJECT:${mark}`, "X-HOP:3"),
      ...vevent("b", "X-DISCAL-OBJECT:no", "X-HOP:03"),
    );
    expect(head.discal).toBe(true);
    expect(blocks.map(({ marker, hop }) => [marker, hop.kind, hop.value])).toEqual([
      [mark, "valid", 3],
      [null, "invalid", null],
    ]);
  });

  it.each(["VTODO", "VJOURNAL", "VFREEBUSY", "X-SERIES"])("refuses a %s, and only that", (name) => {
    const { blocks, refused } = split(`BEGIN:${name}`, "UID:t", `END:${name}`, ...vevent("a"));
    expect(blocks).toHaveLength(1);
    expect(refused).toMatchObject([{ component: name, uid: "t", line: 4, rule: "not-an-event" }]);
  });
});

describe("two masters of one UID", () => {
  const plain = vevent("a", "SUMMARY:x");
  it.each([
    ["SEQUENCE", vevent("a", "SEQUENCE:2"), vevent("a", "SEQUENCE:1", "LAST-MODIFIED:20990101T000000Z")],
    [
      "LAST-MODIFIED",
      vevent("a", "LAST-MODIFIED:20260102T000000Z"),
      vevent("a", "LAST-MODIFIED:20260101T000000Z"),
    ],
    ["SEQUENCE as a number", vevent("a", "SEQUENCE:10"), vevent("a", "SEQUENCE:9")],
  ])("the greater by %s counts, the other is reported", (_, greater, smaller) => {
    for (const lines of [
      [...greater, ...smaller],
      [...smaller, ...greater],
    ]) {
      const { blocks, refused } = split(...lines);
      expect(blocks[0]?.events.map(({ event }) => event.lines)).toEqual([greater]);
      expect(refused).toMatchObject([{ uid: "a", rule: "duplicate" }]);
    }
  });

  it("of equals the one with the greater digest counts, in any order", () => {
    const other = vevent("a", "SUMMARY:y");
    const winner = (...lines: readonly string[]) => split(...lines).blocks[0]?.events[0]?.event.lines;
    expect(winner(...plain, ...other)).toEqual(winner(...other, ...plain));
  });

  it("two overrides of one happening are judged in the same way", () => {
    const id = "RECURRENCE-ID:20260317T190000Z";
    const { blocks, refused } = split(...plain, ...vevent("a", id), ...vevent("a", id, "SEQUENCE:1"));
    expect(blocks[0]?.events.map(({ own }) => own.includes("SEQUENCE:1"))).toEqual([false, true]);
    expect(refused).toHaveLength(1);
  });
});

describe("an event without a proper UID", () => {
  const nameless = [
    "BEGIN:VEVENT",
    "DTSTART:20260316T190000Z",
    "SUMMARY:Songs\\, tea",
    "LOCATION:Pier",
    "END:VEVENT",
  ];
  // First 32 hex of SHA-256 of `site.example LF DTSTART:20260316T190000Z LF Songs\, tea LF Pier`.
  const uid = "09ebd577fd70d880a14cc170520540be@site.example";

  it.each([
    ["none", nameless],
    ["an empty one", [...nameless.slice(0, 1), "UID:", ...nameless.slice(1)]],
    ["one with controls", [...nameless.slice(0, 1), "UID:a\\nb", ...nameless.slice(1)]],
    ["one that is too long", [...nameless.slice(0, 1), `UID:${"x".repeat(256)}`, ...nameless.slice(1)]],
  ])("with %s gets the one that every poller gives it", (_, lines) => {
    expect(split(...lines).blocks[0]?.uid).toBe(uid);
  });
});

describe("the hash of what arrived", () => {
  const event = vevent("a", "DTSTART;TZID=Nowhere:20260316T190000", "SUMMARY:x");
  const hash = hashOf(...event);

  it.each([
    ["DTSTAMP", event.map((line) => line.replace("DTSTAMP:2026", "DTSTAMP:2027"))],
    ["a zone that the event does not name", [...vtimezone("Elsewhere"), ...event]],
    ["a zone that is known anyway", [...vtimezone("Europe/Vienna"), ...event]],
    ["other events", [...event, ...vevent("b")]],
  ])("does not depend on %s", (_, lines) => {
    expect(hashOf(...lines)).toBe(hash);
  });

  it.each([
    ["any other line", event.map((line) => line.replace("SUMMARY:x", "SUMMARY:y"))],
    ["the feed's zone", ["X-WR-TIMEZONE:Europe/Vienna", ...event]],
    ["the definition of a zone that it names", [...vtimezone("Nowhere"), ...event]],
    ["that definition's content", [...vtimezone("Nowhere", "+0200"), ...event]],
  ])("depends on %s", (_, lines) => {
    expect(hashOf(...lines)).not.toBe(hash);
  });
});
