import { describe, expect, it } from "vitest";
import { readObject, wireText } from "../../../../src/core/ical/object.ts";
import { reviseEvent } from "../../../../src/core/ical/revise.ts";
import { restamp } from "../../../../src/core/ical/stamp.ts";
import { DomainError } from "../../../../src/core/model/domain-error.ts";
import type { EventChange } from "../../../../src/core/model/event-change.ts";
import type { Version } from "../../../../src/core/model/version.ts";
import { DISCAL, vcalendar, vevent, vtimezone } from "../../../support/calendar-text.ts";

function taken(...lines: readonly string[]): Version {
  const read = readObject(vcalendar(...lines));
  if (!("version" in read)) throw new Error(`refused: ${read.reason}`);
  return read.version;
}

const event = (...lines: readonly string[]) => vevent("a", ...lines, ...DISCAL);
const made = { revision: 2, dtstamp: Date.UTC(2026, 2, 2, 8, 9, 10) };
/** Lines that stamping writes anew, whatever the change. */
const STAMPS = /^(DTSTAMP|X-REVISION|X-REVISE-URL|X-DISCAL-BY|X-DISCAL-SOURCE)[:;]/;
const linesOf = ({ text }: Version) => text.split("\r\n").filter((line) => !STAMPS.test(line));

/** What a change takes out of a version's lines, and what it puts in. */
function edit(version: Version, change: EventChange): { out: string[]; in: string[] } {
  const next = reviseEvent(version, change, made);
  expect(readObject(wireText(next), () => true)).toEqual({ version: next });
  const [before, after] = [linesOf(version), linesOf(next)];
  return {
    out: before.filter((line) => !after.includes(line)),
    in: after.filter((line) => !before.includes(line)),
  };
}

function faultOf(version: Version, change: EventChange): string {
  try {
    reviseEvent(version, change, made);
  } catch (error) {
    if (error instanceof DomainError) return `${error.details.field}: ${error.message}`;
    throw error;
  }
  throw new Error("the change was taken");
}

describe("an edit by a person", () => {
  const alarm = ["BEGIN:VALARM", "ACTION:DISPLAY", "SUMMARY:Alarm", "LOCATION:Alarm", "END:VALARM"];
  const rich = taken(
    "X-WR-OWN:1",
    ...vtimezone("Europe/Vienna"),
    ...event(
      "DTSTART;TZID=Europe/Vienna;X-P=1:20260316T190000",
      "SUMMARY;LANGUAGE=de;X-P=2:Lieder",
      "CATEGORIES:music",
      "X-OWN;A=b:keep\\, me",
      "SEQUENCE:7",
      "CREATED:20260101T000000Z",
      "LAST-MODIFIED:20260101T000000Z",
      ...alarm,
      "RRULE:FREQ=DAILY",
    ),
    ...event(
      "RECURRENCE-ID;TZID=Europe/Vienna:20260317T190000",
      "SUMMARY:Lieder mit Gast",
      "LAST-MODIFIED:20260102T000000Z",
    ),
  );

  it("changes the master's line where it stands, and leaves every other as it is", () => {
    const next = reviseEvent(rich, { title: "Neue Lieder" }, made);
    expect(linesOf(next)).toEqual(
      linesOf(rich).map((line) => {
        if (line === "SUMMARY;LANGUAGE=de;X-P=2:Lieder") return "SUMMARY;LANGUAGE=de;X-P=2:Neue Lieder";
        return line === "LAST-MODIFIED:20260101T000000Z" ? "LAST-MODIFIED:20260302T080910Z" : line;
      }),
    );
    expect(next).toMatchObject({ uid: "a", revision: 2, hop: 0, by: "person", source: null, sequence: 7 });
  });

  it("takes along what an override merely repeats, and nothing that it says itself", () => {
    const version = taken(
      ...event("RRULE:FREQ=DAILY", "SUMMARY:Lieder", "LOCATION:Hof", "STATUS:CONFIRMED"),
      ...event("RECURRENCE-ID:20260317T190000Z", "SUMMARY:Lieder", "LOCATION:Saal", "STATUS:CONFIRMED"),
      ...event("RECURRENCE-ID:20260318T190000Z", "SUMMARY:Lieder mit Gast"),
    );
    const next = reviseEvent(version, { title: "Neues", location: "Park", status: "TENTATIVE" }, made);
    expect(linesOf(next).filter((line) => /^(SUMMARY|LOCATION|STATUS)/.test(line))).toEqual([
      "SUMMARY:Neues",
      "LOCATION:Park",
      "STATUS:TENTATIVE",
      "SUMMARY:Neues",
      "LOCATION:Saal",
      "STATUS:CONFIRMED",
      "SUMMARY:Lieder mit Gast",
    ]);
  });

  it("stamps all components as a person's next version, with the revise URL of the origin", () => {
    const minted = restamp(rich, { by: "feed", source: "0123456789abcdef", hop: 3 });
    const next = reviseEvent({ ...minted, signature: "aGVsbG8=" }, { location: "Hof" }, made);
    expect(next).toMatchObject({
      hop: 3,
      reviseUrl: rich.reviseUrl,
      by: "person",
      source: null,
      signature: null,
      class: "open",
    });
    expect(next.text).not.toContain("X-DISCAL-SOURCE");
    expect(next.text.match(/^X-REVISION:2\r$/gm)).toHaveLength(2);
    expect(next.text.match(/^DTSTAMP:20260302T080910Z\r$/gm)).toHaveLength(2);
  });

  it.each<[EventChange, string[], string[]]>([
    [{ location: " Hof, 2. Tor " }, [], ["LOCATION:Hof\\, 2. Tor"]],
    [{ description: "a\nb" }, [], ["DESCRIPTION:a\\nb"]],
    [{ url: "https://x.example/a b" }, [], ["URL:https://x.example/a%20b"]],
    [{ tags: ["music", " free "] }, ["CATEGORIES:music"], ["CATEGORIES:music,free"]],
    [{ tags: [] }, ["CATEGORIES:music"], []],
    [{ status: "TENTATIVE" }, [], ["STATUS:TENTATIVE"]],
    [
      { status: "CANCELLED", title: "Lieder" },
      [],
      ["STATUS:CANCELLED", "STATUS:CANCELLED", "X-DISCAL-STATUS:"],
    ],
  ])("%j", (change, out, into) => {
    const seen = edit(rich, change);
    const modified = (line: string) => !line.startsWith("LAST-MODIFIED");
    expect({ out: seen.out.filter(modified), in: seen.in.filter(modified) }).toEqual({ out, in: into });
  });

  it("takes away what is null or empty, and with a text what said it in another form", () => {
    const version = taken(
      ...event(
        'LOCATION;ALTREP="https://x.example";X-P=1:Hall',
        "GEO:48;16",
        "X-APPLE-STRUCTURED-LOCATION;VALUE=URI:geo:48,16",
        "DESCRIPTION:a",
        "X-ALT-DESC;FMTTYPE=text/html:<b>a</b>",
        "URL:https://x.example/",
      ),
    );
    expect(edit(version, { location: null, url: "" }).out.map((line) => line.split(/[;:]/)[0])).toEqual([
      "LOCATION",
      "GEO",
      "X-APPLE-STRUCTURED-LOCATION",
      "URL",
    ]);
    expect(edit(version, { location: "Yard" }).in).toEqual(["LOCATION;X-P=1:Yard"]);
    expect(edit(version, { description: "b" })).toEqual({
      out: ["DESCRIPTION:a", "X-ALT-DESC;FMTTYPE=text/html:<b>a</b>"],
      in: ["DESCRIPTION:b"],
    });
    expect(edit(version, { location: "Hall", title: "x" }).out).toEqual([]);
  });

  it.each<[string, EventChange]>([
    ["title: The event needs a title.", { title: " " }],
    ["title: The title holds control characters.", { title: "a\u0007" }],
    ['url: "x" is no web address: it must begin with https:// or http://.', { url: "x" }],
    ['start: The start "soon" cannot be read: write it as 2026-03-16T19:00:00.', { start: "soon" }],
    ["zone: A time zone is given only together with a start.", { zone: "Europe/Vienna" }],
    [
      "zone: An event of whole days has no time zone: give the start a time of day, too.",
      { start: "2026-03-16", zone: "Europe/Vienna" },
    ],
    [
      'zone: The time zone "Mars" is not known: use a name such as Europe/Vienna.',
      { start: "2026-03-16T19:00", zone: "Mars" },
    ],
    ['end: The end "2026-03-17" cannot be read: write it as 2026-03-16T19:00:00.', { end: "2026-03-17" }],
    [
      "end: The end 2026-03-16T18:00 must be after the start 2026-03-16T19:00:00.",
      { end: "2026-03-16T18:00" },
    ],
    ["undefined: This changes nothing: the event says all of it already.", { title: "x", tags: [] }],
    ["undefined: This changes nothing: the event says all of it already.", {}],
    ["undefined: This changes nothing: the event says all of it already.", { status: "CONFIRMED" }],
    ["undefined: This changes nothing: the event says all of it already.", { start: "2026-03-16T19:00" }],
  ])("is refused: %s", (fault, change) => {
    expect(faultOf(taken(...event("SUMMARY:x")), change)).toBe(fault);
  });

  it("is refused where the event gets too long", () => {
    const long = { description: "x".repeat(70_000) };
    expect(() => reviseEvent(rich, long, made)).toThrow(expect.objectContaining({ problem: "too-large" }));
  });
});

describe("a cancellation", () => {
  const master = event("RRULE:FREQ=DAILY");
  const first = event("RECURRENCE-ID:20260317T190000Z", "STATUS:CONFIRMED");
  const second = event("RECURRENCE-ID:20260318T190000Z");
  const single = event("RECURRENCE-ID:20260319T190000Z", "STATUS:CANCELLED");

  it("of a series is said by each of its overrides, too, as programs read them by themselves", () => {
    const version = taken(...master, ...first, ...second, ...single);
    const next = reviseEvent(version, { status: "CANCELLED" }, made);
    expect(next.cancelled).toBe(true);
    expect(next.text.match(/^STATUS:CANCELLED\r$/gm)).toHaveLength(4);
    expect(next.text).not.toMatch(/^STATUS:CONFIRMED/m);
  });

  it("that is taken back leaves overrides as they were, and cancelled what was so by itself", () => {
    const version = taken(...master, ...first, ...second, ...single);
    const next = reviseEvent(version, { status: "CANCELLED" }, made);
    const back = reviseEvent(next, { status: "CONFIRMED" }, { ...made, revision: 3 });
    expect(back.cancelled).toBe(false);
    const [, ...overrides] = linesOf(back).join("\n").split("BEGIN:VEVENT").slice(1);
    expect(overrides).toEqual(linesOf(version).join("\n").split("BEGIN:VEVENT").slice(2));
  });

  it("is said by every override where there is no master", () => {
    const next = reviseEvent(taken(...first, ...second), { status: "CANCELLED" }, made);
    expect(next.cancelled).toBe(true);
    expect(next.text.match(/^STATUS:CANCELLED\r$/gm)).toHaveLength(2);
  });
});

describe("other times of a single event", () => {
  const vienna = "TZID=Europe/Vienna";
  const timed = event(`DTSTART;${vienna}:20260316T190000`, `DTEND;${vienna}:20260316T210000`);
  const lasting = event("DTSTART:20260316T190000Z", "DURATION:PT2H");
  const floating = event("DTSTART:20260316T190000");
  const days = event(
    "DTSTART;VALUE=DATE:20260316",
    "DTEND;VALUE=DATE:20260318",
    "X-MICROSOFT-CDO-ALLDAYEVENT:TRUE",
  );
  const flight = event(`DTSTART;${vienna}:20260316T190000`, "DTEND;TZID=Asia/Tokyo:20260317T130000");
  const windows = event("DTSTART;TZID=W. Europe Standard Time:20260316T190000");

  it.each<[string, readonly string[], EventChange, string[]]>([
    [
      "move the end along",
      timed,
      { start: "2026-03-28T23:00" },
      [`DTSTART;${vienna}:20260328T230000`, `DTEND;${vienna}:20260329T010000`],
    ],
    [
      "move the end along in its own zone",
      flight,
      { start: "2026-03-16T20:00" },
      [`DTSTART;${vienna}:20260316T200000`, "DTEND;TZID=Asia/Tokyo:20260317T140000"],
    ],
    ["leave a duration", lasting, { start: "2026-03-16T20:00:30" }, ["DTSTART:20260316T200030Z"]],
    ["may float", floating, { start: "2026-03-17T20:00" }, ["DTSTART:20260317T200000"]],
    [
      "may be in another zone",
      timed,
      { start: "2026-03-16T19:00", zone: "America/New_York" },
      ["DTSTART;TZID=America/New_York:20260316T190000", "DTEND;TZID=America/New_York:20260316T210000"],
    ],
    [
      "keep the name of the zone as it is written",
      windows,
      { start: "2026-03-16T20:00", zone: "Europe/Berlin" },
      ["DTSTART;TZID=W. Europe Standard Time:20260316T200000"],
    ],
    ["give a duration an end", lasting, { end: "2026-03-16T22:00" }, ["DTEND:20260316T220000Z"]],
    ["take the end away where it is the start", timed, { end: "2026-03-16T19:00" }, []],
    ["take the end away", timed, { end: null }, []],
    ["turn hours into days", timed, { start: "2026-03-20" }, ["DTSTART;VALUE=DATE:20260320"]],
    [
      "turn hours into days with an end",
      timed,
      { start: "2026-03-20", end: "2026-03-22" },
      ["DTSTART;VALUE=DATE:20260320", "DTEND;VALUE=DATE:20260322"],
    ],
    [
      "turn days into hours",
      days,
      { start: "2026-03-16T09:00", zone: "Europe/Vienna" },
      [`DTSTART;${vienna}:20260316T090000`],
    ],
    [
      "move days",
      days,
      { start: "2026-04-01" },
      ["DTSTART;VALUE=DATE:20260401", "DTEND;VALUE=DATE:20260403"],
    ],
  ])("%s", (_, lines, change, into) => {
    const seen = edit(taken(...lines), change);
    expect(seen.in).toEqual(into);
    const kindChanges = change.start !== undefined && seen.out.some((line) => line.includes("ALLDAY"));
    if (lines === days) expect(kindChanges).toBe(change.zone !== undefined);
  });

  it("from days to hours need a zone", () => {
    expect(faultOf(taken(...days), { start: "2026-03-16T09:00" })).toMatch(/^zone: .*whole days so far/);
  });

  it("take along the zone that nobody names any more", () => {
    const own = taken(...vtimezone("Mine"), ...event("DTSTART;TZID=Mine:20260316T190000"));
    expect(edit(own, { start: "2026-03-16T20:00" }).out).toEqual(["DTSTART;TZID=Mine:20260316T190000"]);
    expect(reviseEvent(own, { start: "2026-03-16T20:00", zone: null }, made).text).not.toContain("VTIMEZONE");
  });
});

describe("other times of a series", () => {
  const zone = "TZID=Europe/Vienna";
  const series = taken(
    ...event(
      `DTSTART;${zone}:20260316T190000`,
      `DTEND;${zone}:20260316T200000`,
      "RRULE:FREQ=DAILY;UNTIL=20260330T170000Z;INTERVAL=1",
      `EXDATE;${zone}:20260318T190000,20260319T190000`,
      "EXDATE:20260401T170000Z",
      "EXDATE;VALUE=DATE:20260320",
      `RDATE;${zone}:20260501T100000`,
      "RDATE;VALUE=PERIOD:20260502T100000Z/20260502T110000Z,20260503T100000Z/PT1H",
    ),
    ...event(
      `RECURRENCE-ID;${zone}:20260321T190000`,
      `DTSTART;${zone}:20260321T190000`,
      `DTEND;${zone}:20260321T220000`,
    ),
    ...event("RECURRENCE-ID;RANGE=THISANDFUTURE:20260322T180000Z", `DTSTART;${zone}:20260322T173000`),
  );

  it("of day move what names single happenings along, but not what has been moved by itself", () => {
    expect(edit(series, { start: "2026-03-16T20:30" }).in).toEqual([
      `DTSTART;${zone}:20260316T203000`,
      `DTEND;${zone}:20260316T213000`,
      "RRULE:FREQ=DAILY;UNTIL=20260330T183000Z;INTERVAL=1",
      `EXDATE;${zone}:20260318T203000,20260319T203000`,
      "EXDATE:20260401T183000Z",
      `RDATE;${zone}:20260501T113000`,
      "RDATE;VALUE=PERIOD:20260502T113000Z/20260502T123000Z,20260503T113000Z/PT1H",
      `RECURRENCE-ID;${zone}:20260321T203000`,
      `DTSTART;${zone}:20260321T203000`,
      `DTEND;${zone}:20260321T233000`,
      "RECURRENCE-ID;RANGE=THISANDFUTURE:20260322T193000Z",
    ]);
  });

  it("may be another end, which moves nothing", () => {
    expect(edit(series, { end: "2026-03-17T01:00" })).toEqual({
      out: [`DTEND;${zone}:20260316T200000`],
      in: [`DTEND;${zone}:20260317T010000`],
    });
  });

  const rule = (line: string) => taken(...event(`DTSTART;${zone}:20260316T190000`, line));
  it.each<[string, Version, EventChange]>([
    ["another day", series, { start: "2026-03-17T19:00" }],
    ["another zone", series, { start: "2026-03-16T19:00", zone: "Europe/Berlin" }],
    ["whole days", series, { start: "2026-03-16" }],
    ["a rule that says hours", rule("RRULE:FREQ=DAILY;BYHOUR=9,19"), { start: "2026-03-16T20:00" }],
    ["a rule of hours", rule("RRULE:FREQ=HOURLY"), { start: "2026-03-16T20:00" }],
    ["a rule that cannot be read", rule("RRULE:FREQ=DAILY;COUNT=x"), { start: "2026-03-16T20:00" }],
    ["overrides alone", taken(...event("RECURRENCE-ID:20260316T190000Z")), { start: "2026-03-16T20:00" }],
  ])("are refused, saying what to do: %s", (_, version, change) => {
    expect(faultOf(version, change)).toMatch(/^start: .*give its whole calendar instead \(.*--file\)\.$/);
  });
});
