import { describe, expect, it } from "vitest";
import { cutObject, type CutOptions } from "../../../../src/core/ical/cut.ts";
import { semanticDigest } from "../../../../src/core/ical/digest.ts";
import { splitFeed } from "../../../../src/core/ical/feed.ts";
import { DISCAL, vcalendar, vevent, vtimezone } from "../../../support/calendar-text.ts";
import { against } from "../../../support/threat.ts";

const options: CutOptions = { reviseUrl: "https://node.example/discal/revise", source: "00112233445566aa" };

function cut(lines: readonly string[], given: CutOptions = options) {
  const [block] = splitFeed(vcalendar(...lines), "site.example").blocks;
  return cutObject(block!, given);
}

function taken(lines: readonly string[], given?: CutOptions) {
  const result = cut(lines, given);
  if (!("version" in result)) throw new Error(`refused: ${result.reason}`);
  return result;
}

const lineOf = (text: string, name: string) => text.split("\r\n").filter((line) => line.startsWith(name));

describe("cutting an object from a plain feed", () => {
  it("keeps its lines as they stand, between constant ones, and stamps it", () => {
    const { version, revised } = taken(
      vevent("a", "SUMMARY;X-P=1:x\\, y", "geo:1;2", "BEGIN:VALARM", "X-A:1", "END:VALARM"),
    );
    expect(revised).toBe(false);
    expect(version.text.split("\r\n")).toEqual([
      "BEGIN:VCALENDAR",
      "VERSION:2.0",
      "PRODID:-//DisCal//discal/1//EN",
      "BEGIN:VEVENT",
      "UID:a",
      "DTSTAMP:20260301T080000Z",
      "DTSTART:20260316T190000Z",
      "SUMMARY;X-P=1:x\\, y",
      "geo:1;2",
      "BEGIN:VALARM",
      "X-A:1",
      "END:VALARM",
      "X-REVISION:1",
      "X-REVISE-URL:https://node.example/discal/revise",
      "X-DISCAL-BY:feed",
      "X-DISCAL-SOURCE:00112233445566aa",
      "END:VEVENT",
      "END:VCALENDAR",
      "",
    ]);
    expect(version).toMatchObject({
      uid: "a",
      class: "open",
      revision: 1,
      hop: 1,
      reviseUrl: options.reviseUrl,
      by: "feed",
      source: options.source,
      deleted: false,
      cancelled: false,
      digest: semanticDigest(version.text),
      signature: null,
    });
  });

  it(
    "takes out what tells of attendees and the marks by which nodes annotate feeds, at any depth",
    against(
      "privacy",
      "attendees, in alarms, participants and X- properties",
      "taken out on entry, so that what leaves is what is stored",
    ),
    () => {
      const alarm = ["BEGIN:VALARM", "ATTENDEE:mailto:a@x.example", "ACTION:EMAIL", "END:VALARM"];
      const speaker = ["BEGIN:PARTICIPANT", "CALENDAR-ADDRESS:mailto:c@x.example", "END:PARTICIPANT"];
      const { version } = taken(
        vevent(
          "a",
          "ATTENDEE;CN=A:mailto:a@x.example",
          "attendee:mailto:b@x.example",
          "REQUEST-STATUS:2.8;Success;ATTENDEE:mailto:a@x.example",
          "X-MOZ-INVITED-ATTENDEE:mailto:a@x.example",
          "X-DISCAL-TAG:t",
          `X-DISCAL-OBJECT:${"a".repeat(64)}`,
          "X-HOP:1",
          ...alarm,
          ...speaker,
        ),
      );
      expect(version.text).not.toMatch(/mailto:|^(attendee|x-discal-tag|x-discal-object|x-hop)/im);
      expect(version.text).toContain("ACTION:EMAIL");
    },
  );

  it("reads SEQUENCE, LAST-MODIFIED and STATUS from the master", () => {
    const master = vevent("a", "SEQUENCE:3", "LAST-MODIFIED:20260301T000000Z");
    const override = vevent("a", "RECURRENCE-ID:20260317T190000Z", "SEQUENCE:9", "STATUS:CANCELLED");
    expect(taken([...override, ...master]).version).toMatchObject({
      sequence: 3,
      lastModified: "20260301T000000Z",
      cancelled: false,
    });
  });

  it.each([
    [["CANCELLED", "CANCELLED"], true],
    [["CANCELLED", "CONFIRMED"], false],
  ])("without a master, %j is cancelled: %s", (states, cancelled) => {
    const overrides = states.flatMap((state, day) =>
      vevent("a", `RECURRENCE-ID:2026031${day}T190000Z`, `STATUS:${state}`),
    );
    expect(taken(overrides).version.cancelled).toBe(cancelled);
  });
});

describe("the attributes of what is polled", () => {
  it.each([
    ["none", [], { hop: 1, revision: 1, reviseUrl: options.reviseUrl, by: "feed" }, false],
    [
      "valid ones",
      ["X-HOP:4", "X-REVISION:7", "X-REVISE-URL:https://o.example/r"],
      { hop: 5, revision: 7, reviseUrl: "https://o.example/r", by: "person", source: null },
      true,
    ],
    ["a revision 0", ["X-REVISION:0"], { revision: 0 }, true],
    [
      "invalid ones",
      ["X-HOP:+4", "X-REVISION:07", "X-REVISE-URL:http://o.example/r"],
      { hop: 1, revision: 1, reviseUrl: options.reviseUrl, by: "feed" },
      false,
    ],
    [
      "empty ones",
      ["X-HOP:", "X-REVISION:", "X-REVISE-URL:"],
      { hop: 1, revision: 1, reviseUrl: options.reviseUrl },
      false,
    ],
    ["the largest hop", ["X-HOP:2147483647"], { hop: 2_147_483_647 }, false],
    [
      "a feed's revision",
      ["X-REVISION:2", "X-DISCAL-BY:feed", "X-DISCAL-SOURCE:ffffffffffffffff"],
      { revision: 2, by: "feed", source: "ffffffffffffffff" },
      true,
    ],
    ["an author without a revision", ["X-DISCAL-BY:person"], { by: "feed", source: options.source }, false],
  ])("%s", (_, lines, expected, revised) => {
    const result = taken(vevent("a", ...lines));
    expect(result.version).toMatchObject(expected);
    expect(result.revised).toBe(revised);
    expect(lineOf(result.version.text, "X-REVISION:")).toEqual([`X-REVISION:${result.version.revision}`]);
    expect(lineOf(result.version.text, "X-REVISE-URL:")).toHaveLength(1);
    expect(lineOf(result.version.text, "X-DISCAL-BY:")).toEqual([`X-DISCAL-BY:${result.version.by}`]);
  });

  it("are invalid where components differ, and then one stamp is put on all", () => {
    const { version, revised } = taken([
      ...vevent("a", "X-REVISION:2"),
      ...vevent("a", "RECURRENCE-ID:20260317T190000Z", "X-REVISION:3"),
    ]);
    expect(revised).toBe(false);
    expect(lineOf(version.text, "X-REVISION")).toEqual(["X-REVISION:1", "X-REVISION:1"]);
  });

  it("take plain http only where it is allowed", () => {
    const event = vevent("a", ...DISCAL.slice(0, 2), "X-REVISE-URL:http://127.0.0.1/r");
    expect(taken(event).version.reviseUrl).toBe(options.reviseUrl);
    expect(taken(event, { ...options, plainHttp: () => true }).version.reviseUrl).toBe("http://127.0.0.1/r");
  });

  it("a UID that was generated is written into every component, in place of what stood there", () => {
    const { version } = taken(vevent("x".repeat(256), "SUMMARY:a"));
    expect(version.uid).toMatch(/^[0-9a-f]{32}@site\.example$/);
    expect(lineOf(version.text, "UID")).toEqual([`UID:${version.uid}`]);
  });
});

describe("times and zones", () => {
  const times = (zone: string, ...lines: readonly string[]) =>
    taken([`X-WR-TIMEZONE:${zone}`, ...vevent("a", ...lines)]).version.text;

  it("floating times get the zone of the feed, all others keep theirs", () => {
    const text = times(
      "Europe/Vienna",
      "DTSTART;X-A=1:20260316T190000",
      "DTEND;TZID=Europe/London:20260316T210000",
      "EXDATE:20260323T190000,20260330T190000",
      "RDATE;VALUE=PERIOD:20260401T190000/PT1H",
      "RRULE:FREQ=WEEKLY;UNTIL=20260601T190000",
      "X-TIME:20260316T190000",
    );
    expect(text.split("\r\n")).toEqual(
      expect.arrayContaining([
        "DTSTART;X-A=1;TZID=Europe/Vienna:20260316T190000",
        "DTEND;TZID=Europe/London:20260316T210000",
        "EXDATE;TZID=Europe/Vienna:20260323T190000,20260330T190000",
        "RDATE;VALUE=PERIOD;TZID=Europe/Vienna:20260401T190000/PT1H",
        "RRULE:FREQ=WEEKLY;UNTIL=20260601T190000",
        "X-TIME:20260316T190000",
      ]),
    );
  });

  it.each(["DTSTART:20260316T190000Z", "DTSTART;VALUE=DATE:20260316", "DTSTART:20260316"])(
    "%s stays",
    (line) => {
      expect(times("Europe/Vienna", line)).toContain(`\r\n${line}\r\n`);
    },
  );

  it("floating times stay so where the feed's zone is unknown, or missing", () => {
    expect(times("Nowhere/Middle", "DTSTART:20260316T190000")).toContain("\r\nDTSTART:20260316T190000\r\n");
    expect(taken(vevent("a", "DTSTART:20260316T190000")).version.text).toContain(
      "\r\nDTSTART:20260316T190000\r\n",
    );
  });

  it("brings the definitions of the zones that it names, but for those that are known anyway", () => {
    const zones = [...vtimezone("Nowhere\\, East"), ...vtimezone("Elsewhere"), ...vtimezone("Europe/Vienna")];
    const event = vevent(
      "a",
      'DTSTART;TZID="Nowhere, East":20260316T190000',
      "DTEND;TZID=Europe/Vienna:20260316T210000",
    );
    expect(lineOf(taken([...zones, ...event]).version.text, "TZID:")).toEqual(["TZID:Nowhere\\, East"]);
  });

  it("takes each event's zones from its own VCALENDAR", () => {
    const event = (uid: string) => vevent(uid, "DTSTART;TZID=Nowhere:20260316T190000");
    const body =
      vcalendar(...vtimezone("Nowhere", "+0130"), ...event("a")) +
      vcalendar(...vtimezone("Nowhere", "+0230"), ...event("b"));
    const texts = splitFeed(body, "site.example").blocks.map((block) => cutObject(block, options));
    expect(texts.map((each) => "version" in each && lineOf(each.version.text, "TZOFFSETTO"))).toEqual([
      ["TZOFFSETTO:+0130"],
      ["TZOFFSETTO:+0230"],
    ]);
  });
});

describe("what does not enter the commons", () => {
  it.each([
    ["private", vevent("a", "CLASS:PRIVATE")],
    ["private", vevent("a", "class:confidential")],
    ["private", vevent("a", "CLASS:X-FRIENDS")],
    ["private", [...vevent("a"), ...vevent("a", "RECURRENCE-ID:20260317T190000Z", "CLASS:PRIVATE")]],
    [
      "private",
      [...vevent("a", "DTSTART:soon"), ...vevent("a", "RECURRENCE-ID:20260317T190000Z", "CLASS:PRIVATE")],
    ],
    ["private", vevent("a", "CLASS:PRIVATE", ...Array<string>(4_100).fill("X-A:1"))],
    ["no-start", ["BEGIN:VEVENT", "UID:a", "SUMMARY:x", "END:VEVENT"]],
    ["bad-start", vevent("a", "DTSTART;VALUE=DATE:Next Year")],
    ["bad-start", vevent("a", "DTSTART:20260230T190000Z")],
    ["too-large", vevent("a", `DESCRIPTION:${"ä".repeat(33_000)}`)],
    ["too-many-lines", vevent("a", ...Array<string>(4_100).fill("X-A:1"))],
    [
      "too-many-components",
      vevent("a", ...Array.from({ length: 513 }, () => ["BEGIN:X-A", "END:X-A"]).flat()),
    ],
  ])("%s is the reason", (rule, lines) => {
    // What is private is not named, not even in why it is refused.
    expect(cut(lines)).toMatchObject({ component: "VEVENT", uid: rule === "private" ? null : "a", rule });
  });

  it.each([
    ["CLASS:PUBLIC", vevent("a", "CLASS:PUBLIC")],
    ["a CLASS that says nothing", vevent("a", "CLASS:")],
    ["an end before its start", vevent("a", "DTSTART:20260316T200000Z", "DTEND:20260316T010000Z")],
    [
      "an override without a start",
      [...vevent("a"), "BEGIN:VEVENT", "UID:a", "RECURRENCE-ID:20260317T190000Z", "END:VEVENT"],
    ],
    ["a rule that nobody can expand", vevent("a", "RRULE:FREQ=NEVER")],
  ])("%s is no reason", (_, lines) => {
    expect(cut(lines)).toHaveProperty("version");
  });
});
