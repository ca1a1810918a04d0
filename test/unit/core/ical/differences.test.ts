import { expect, it } from "vitest";
import { differences } from "../../../../src/core/ical/differences.ts";
import { readObject } from "../../../../src/core/ical/object.ts";
import type { Version } from "../../../../src/core/model/version.ts";
import { DISCAL, vcalendar, vevent, vtimezone } from "../../../support/calendar-text.ts";

function taken(...lines: readonly string[]): Version {
  const read = readObject(vcalendar(...lines));
  if (!("version" in read)) throw new Error(`refused: ${read.reason}`);
  return read.version;
}

const event = (...lines: readonly string[]) => vevent("a", ...lines, ...DISCAL);
const alarm = (trigger: string) => ["BEGIN:VALARM", "ACTION:DISPLAY", `TRIGGER:${trigger}`, "END:VALARM"];
const compare = (before: readonly string[], after: readonly string[]) =>
  differences(taken(...before), taken(...after)).map(({ happening, field, before: a, after: b }) =>
    [...(happening === null ? [] : [happening]), `${field}: ${a} -> ${b}`].join(" | "),
  );

it.each([
  ["a title", event("SUMMARY:Songs\\, tea"), event("SUMMARY:Songs"), ["title: Songs, tea -> Songs"]],
  ["tags", event(), event("CATEGORIES:a,b\\,c"), ["tags:  -> a, b,c"]],
  [
    "times",
    event("DTSTART;TZID=Europe/Vienna:20260316T190000"),
    event("DTSTART:20260316T190030Z"),
    ["start: 2026-03-16 19:00 Europe/Vienna -> 2026-03-16 19:00:30 UTC"],
  ],
  ["any other property", event("PRIORITY:1"), event(), ["priority: 1 -> "]],
  [
    "a position, which belongs to the place",
    event("LOCATION:a", "GEO:1;2"),
    event("LOCATION:a"),
    ["location: a (1;2) -> a"],
  ],
  [
    "an alarm",
    event(...alarm("-PT5M")),
    event(...alarm("-PT9M")),
    ["alarms: ACTION:DISPLAY TRIGGER:-PT5M -> ACTION:DISPLAY TRIGGER:-PT9M"],
  ],
  [
    "a time zone of the calendar's own",
    [...vtimezone("Mine", "+0100"), ...event("DTSTART;TZID=Mine:20260316T190000")],
    [...vtimezone("Mine", "+0200"), ...event("DTSTART;TZID=Mine:20260316T190000")],
    ["timezone: Mine is +0100 -> Mine is +0200"],
  ],
  [
    "the words of one happening",
    [...event("RRULE:FREQ=DAILY"), ...event("RECURRENCE-ID:20260317T190000Z", "SUMMARY:a")],
    [...event("RRULE:FREQ=DAILY"), ...event("RECURRENCE-ID:20260317T190000Z", "SUMMARY:b")],
    ["2026-03-17 19:00 UTC | title: a -> b"],
  ],
  [
    "a happening that has got words of its own",
    event("RRULE:FREQ=DAILY"),
    [
      ...event("RRULE:FREQ=DAILY"),
      ...event("RECURRENCE-ID:20260317T190000Z", "DTSTART:20260317T200000Z", "SUMMARY:b"),
    ],
    ["2026-03-17 19:00 UTC | happening:  -> 2026-03-17 20:00 UTC, b"],
  ],
])("two versions may differ in %s", (_, before, after, expected) => {
  expect(compare(before, after)).toEqual(expected);
});

it("what no digest covers is no difference, nor is the order of lines", () => {
  const before = event("SUMMARY:a", "LOCATION:b", "SEQUENCE:1", "X-OWN:1");
  const after = event("LOCATION:b", "SUMMARY:a", "SEQUENCE:2", "X-OWN:2", "CREATED:20260101T000000Z");
  expect(compare(before, after)).toEqual([]);
});

it("of the first version everything is new", () => {
  expect(differences(null, taken(...event("SUMMARY:a"))).map(({ field }) => field)).toEqual([
    "title",
    "start",
    "uid",
  ]);
});
