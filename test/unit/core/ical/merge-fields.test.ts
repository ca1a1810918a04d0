import { describe, expect, it } from "vitest";
import { compareVersions } from "../../../../src/core/ical/compare-versions.ts";
import { mergeFields } from "../../../../src/core/ical/merge-fields.ts";
import { readObject } from "../../../../src/core/ical/object.ts";
import { tombstone } from "../../../../src/core/ical/stamp.ts";
import type { Version } from "../../../../src/core/model/version.ts";
import { DISCAL, vcalendar, vevent, vtimezone } from "../../../support/calendar-text.ts";

const made = { revision: 4, dtstamp: Date.UTC(2026, 2, 2) };

function taken(...lines: readonly string[]): Version {
  const read = readObject(vcalendar(...lines));
  if (!("version" in read)) throw new Error(`refused: ${read.reason}`);
  return read.version;
}

const event = (...lines: readonly string[]) => vevent("a", ...lines, ...DISCAL);
const merge = (base: Version, fields: Readonly<Record<string, Version>>) =>
  mergeFields(base, new Map(Object.entries(fields)), made);
const linesOf = ({ text }: Version) => text.split("\r\n");

describe("several versions side by side", () => {
  const versions = [
    taken(...event("SUMMARY:Songs", "LOCATION:Hall", "DTEND:20260316T210000Z")),
    taken(...event("SUMMARY:Songs", "LOCATION:Pier", "GEO:1;2", "DURATION:PT2H")),
    taken(...event("SUMMARY:Tea", "LOCATION:Hall", "DTEND:20260316T210000Z", "CATEGORIES:a,b")),
  ];
  const said = compareVersions(versions).map(({ key, says }) => [key, ...says.map((each) => each?.text)]);

  it("say in the order in which people look what each says", () => {
    expect(said).toEqual([
      ["title", "Songs", "Songs", "Tea"],
      ["start", ...Array<string>(3).fill("2026-03-16 19:00 UTC")],
      ["end", "2026-03-16 21:00 UTC", "2026-03-16 21:00 UTC (lasts PT2H)", "2026-03-16 21:00 UTC"],
      ["location", "Hall", "Pier (1;2)", "Hall"],
      ["tags", "", "", "a, b"],
      ["uid", "a", "a", "a"],
    ]);
  });

  it("know which say the same", () => {
    const [title, start] = compareVersions(versions);
    expect(title).toMatchObject({ agree: false, says: [{ like: 0 }, { like: 0 }, { like: 2 }] });
    expect(start).toMatchObject({ agree: true });
  });

  it("name the last day of whole days, as people do", () => {
    const [row] = compareVersions([
      taken(...event("DTSTART;VALUE=DATE:20260316", "DTEND;VALUE=DATE:20260318")),
    ]).filter(({ field }) => field === "end");
    expect(row?.says[0]?.text).toBe("through 2026-03-17");
  });

  it("tell of single happenings by their date, and who says nothing of one", () => {
    const daily = ["RRULE:FREQ=DAILY", "DTSTART;TZID=Europe/Vienna:20260316T190000"];
    const moved = event("RECURRENCE-ID;TZID=Europe/Vienna:20260317T190000", "SUMMARY:b");
    const rows = compareVersions([taken(...event(...daily)), taken(...event(...daily), ...moved)]);
    expect(rows.filter(({ happening }) => happening !== null).map(({ key, says }) => [key, ...says])).toEqual(
      expect.arrayContaining([
        [
          "happening@2026-03-17T19:00[Europe/Vienna]",
          { text: "", like: 0 },
          expect.objectContaining({ like: 1 }),
        ],
        ["title@2026-03-17T19:00[Europe/Vienna]", null, { text: "b", like: 1 }],
      ]),
    );
  });

  it("have no say where they are not kept in full", () => {
    const [title] = compareVersions([versions[0]!, { ...versions[1]!, text: "" }, versions[2]!]);
    expect(title?.says[1]).toBeNull();
  });

  it("are told apart as they are written where what they say looks the same", () => {
    const rows = compareVersions([taken(...event("SUMMARY;LANGUAGE=de:a")), taken(...event("SUMMARY:a"))]);
    expect(rows[0]?.says.map((each) => each?.text)).toEqual(["SUMMARY;LANGUAGE=de:a", "SUMMARY:a"]);
  });

  it("do not mistake a foreign property for a field of that name", () => {
    const rows = compareVersions([taken(...event("SUMMARY:a", "TITLE;X=1:b"))]);
    expect(rows.map(({ key }) => key)).toEqual(["title", "start", "TITLE", "uid"]);
  });
});

describe("fields that are taken from another version", () => {
  const base = taken(
    ...event("SUMMARY:a", "LOCATION:Hall", "X-OWN:1", "COLOR:red", "LAST-MODIFIED:20260101T000000Z"),
  );
  const other = taken(...event("SUMMARY:b", "LOCATION:Pier", "GEO:1;2", "X-OWN:2"));

  it("stand where the old ones stood; all else stays as it is", () => {
    const merged = merge(base, { title: other });
    expect(linesOf(merged)).toEqual(
      expect.arrayContaining(["SUMMARY:b", "LOCATION:Hall", "X-OWN:1", "COLOR:red"]),
    );
    expect(merged).toMatchObject({ revision: 4, by: "person", uid: "a", reviseUrl: base.reviseUrl });
    expect(linesOf(merged)).toContain("LAST-MODIFIED:20260302T000000Z");
  });

  it("bring along what belongs to them", () => {
    expect(linesOf(merge(base, { location: other }))).toContain("GEO:1;2");
    expect(linesOf(merge(other, { location: base }))).not.toContain("GEO:1;2");
  });

  it("may be ones of which it says nothing", () => {
    expect(linesOf(merge(base, { color: other }))).not.toContain("COLOR:red");
  });

  it("bring the time zone that they need, and take their own along where nothing names it any more", () => {
    const mine = taken(...vtimezone("Mine"), ...event("DTSTART;TZID=Mine:20260316T190000"));
    expect(linesOf(merge(base, { start: mine }))).toContain("TZID:Mine");
    expect(linesOf(merge(mine, { start: base }))).not.toContain("TZID:Mine");
  });

  it("do not mix two zones of one name, unless a person says which", () => {
    const one = taken(
      ...vtimezone("Mine", "+0100"),
      ...event("DTSTART;TZID=Mine:20260316T190000", "DTEND;TZID=Mine:20260316T210000"),
    );
    const two = taken(
      ...vtimezone("Mine", "+0200"),
      ...event("DTSTART;TZID=Mine:20260316T200000", "DTEND;TZID=Mine:20260316T220000"),
    );
    expect(() => merge(one, { start: two })).toThrow("different time zones by “Mine”");
    expect(linesOf(merge(one, { start: two, "timezone@Mine": two }))).toContain("TZOFFSETTO:+0200");
  });

  it.each([
    [
      "an end before the start",
      event("DTEND:20260316T200000Z"),
      event("DTSTART:20260317T190000Z", "DTEND:20260317T200000Z"),
      { start: 1 },
      "end before it starts: take start and end from the same version",
    ],
    [
      "a start of whole days with an end at an hour",
      event("DTEND:20260316T200000Z"),
      event("DTSTART;VALUE=DATE:20260316"),
      { start: 1 },
      "not of one kind",
    ],
    [
      "hours that a day lasts",
      event("DURATION:PT2H"),
      event("DTSTART;VALUE=DATE:20260316"),
      { start: 1 },
      "not of one kind",
    ],
    [
      "a start that is not of its series",
      event("RRULE:FREQ=WEEKLY"),
      event("DTSTART:20260318T190000Z", "RRULE:FREQ=WEEKLY;BYDAY=WE"),
      { start: 1 },
      "dates of a series belong together: take start, rule",
    ],
    [
      "a happening that the series has no more",
      [...event("RRULE:FREQ=DAILY"), ...event("RECURRENCE-ID:20260317T190000Z", "DTSTART:20260317T200000Z")],
      event("RRULE:FREQ=WEEKLY"),
      { rule: 1 },
      "no happening on 2026-03-17 19:00 UTC any more: take happening@2026-03-17T19:00[UTC]",
    ],
    ["a field that nobody has", event(), event(), { colour: 1 }, "No version has a field “colour”"],
    [
      "a field of a happening of which one says nothing",
      [...event("RRULE:FREQ=DAILY"), ...event("RECURRENCE-ID:20260317T190000Z", "DTSTART:20260317T200000Z")],
      event("RRULE:FREQ=DAILY"),
      { "start@2026-03-17T19:00[UTC]": 1 },
      "take happening@2026-03-17T19:00[UTC] instead",
    ],
  ])("never make %s", (_, lines, others, fields, message) => {
    const [one, two] = [taken(...lines), taken(...others)];
    const given = Object.fromEntries(Object.keys(fields).map((key) => [key, two]));
    expect(() => merge(one, given)).toThrow(message);
  });

  it("may be another rule, with the happenings that it has, too", () => {
    const changed = event("RECURRENCE-ID:20260323T190000Z", "DTSTART:20260323T200000Z", "SUMMARY:late");
    const daily = taken(...event("RRULE:FREQ=DAILY"), ...changed);
    const merged = merge(daily, { rule: taken(...event("RRULE:FREQ=WEEKLY")) });
    expect(linesOf(merged)).toEqual(expect.arrayContaining(["RRULE:FREQ=WEEKLY", "SUMMARY:late"]));
  });

  it("may be whole happenings, or their absence", () => {
    const changed = event("RECURRENCE-ID:20260317T190000Z", "DTSTART:20260317T200000Z", "SUMMARY:late");
    const [plain, other] = [
      taken(...event("RRULE:FREQ=DAILY")),
      taken(...event("RRULE:FREQ=DAILY"), ...changed),
    ];
    const key = "happening@2026-03-17T19:00[UTC]";
    expect(merge(plain, { [key]: other }).digest).toBe(other.digest);
    expect(merge(other, { [key]: plain }).digest).toBe(plain.digest);
  });

  it("are none of a deletion", () => {
    const deleted = tombstone(base, { revision: 2, dtstamp: 0 });
    expect(() => merge(base, { title: deleted })).toThrow("pick it as a whole");
    expect(() => merge(deleted, { title: base })).toThrow("pick it as a whole");
  });
});
