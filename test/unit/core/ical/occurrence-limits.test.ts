import { expect, it } from "vitest";
import { expand } from "../../../../src/core/ical/occurrences.ts";
import { vcalendar, vevent } from "../../../support/calendar-text.ts";

const YEAR = { from: Date.UTC(2026, 0), to: Date.UTC(2027, 0), timezone: "UTC" };
const all = (from: number, to: number) => Array.from({ length: to - from + 1 }, (_, at) => from + at).join();
const EVERY_SECOND = `BYHOUR=${all(0, 23)};BYMINUTE=${all(0, 59)};BYSECOND=${all(0, 59)}`;

const expandRule = (start: string, rule: string, window = {}) =>
  expand(vcalendar(...vevent("hostile@example.com", `DTSTART:${start}`, `RRULE:${rule}`)), {
    ...YEAR,
    ...window,
  });

it.each([
  ["a day that never comes", "FREQ=DAILY;BYMONTH=4;BYMONTHDAY=31"],
  ["a day that never comes, by weeks", "FREQ=WEEKLY;BYMONTH=4;BYMONTHDAY=31"],
  ["a day that never comes, by months", "FREQ=MONTHLY;BYMONTH=2;BYMONTHDAY=30"],
  ["a day that never comes, by years", "FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=30"],
  ["a day that never comes, by seconds", "FREQ=SECONDLY;BYMONTH=2;BYMONTHDAY=30"],
  ["a week that is never in that month", "FREQ=YEARLY;BYWEEKNO=53;BYMONTH=7"],
  ["a position that no hour has", "FREQ=HOURLY;BYSETPOS=5"],
  ["positions that no second has", `FREQ=SECONDLY;BYSETPOS=${all(2, 366)}`],
  ["every second", "FREQ=SECONDLY"],
  ["every second of every day by a cross product", `FREQ=YEARLY;BYYEARDAY=${all(1, 366)};${EVERY_SECOND}`],
  ["every minute", "FREQ=MINUTELY"],
  ["more positions than days", `FREQ=DAILY;BYSETPOS=${all(1, 366)}`],
])("gives up on %s, and says so", (_, rule) => {
  for (const start of ["20260101T000000Z", "16010101T000000Z", "00010101T000000Z"]) {
    const { problem, openEnded, occurrences } = expandRule(start, rule);
    expect({ start, problem, openEnded }).toEqual({ start, problem: "too-many-steps", openEnded: true });
    expect(occurrences.length).toBeLessThanOrEqual(5_001);
  }
});

it("gives up on counting from long ago", () => {
  expect(expandRule("00010101T000000Z", "FREQ=DAILY;COUNT=1000000000").problem).toBe("too-many-steps");
});

it.each([
  ["COUNT=1000000000 that began lately", "20251231T100000Z", "FREQ=DAILY;COUNT=1000000000", 365],
  ["a rule of days since the year 1", "00010101T100000Z", "FREQ=DAILY", 365],
  ["a rule of years since 1601", "16010310T100000Z", "FREQ=YEARLY", 1],
  ["a rule of months since 1601 with an interval", "16010310T100000Z", "FREQ=MONTHLY;INTERVAL=7", 1],
  ["an end in 9999", "20260101T100000Z", "FREQ=WEEKLY;UNTIL=99991231T235959Z", 53],
  [
    "the last second of a dense year",
    "20250101T235959Z",
    `FREQ=YEARLY;BYYEARDAY=${all(1, 366)};${EVERY_SECOND};BYSETPOS=-1`,
    1,
  ],
  ["steps far beyond the calendar", "20260101T100000Z", "FREQ=YEARLY;INTERVAL=999999999", 1],
])("finds all of %s within its steps", (_, start, rule, count) => {
  expect(expandRule(start, rule)).toMatchObject({ occurrences: { length: count }, problem: null });
});

it("does not walk to a window through all seconds before it", () => {
  const window = { from: Date.UTC(2026, 0, 1), to: Date.UTC(2026, 0, 1, 0, 1) };
  expect(expandRule("00010101T000000Z", "FREQ=SECONDLY", window)).toMatchObject({
    occurrences: { length: 60 },
    problem: null,
  });
});

it("counts the steps of all rules together", () => {
  const rules = Array.from({ length: 40 }, () => "RRULE:FREQ=DAILY");
  const text = vcalendar(...vevent("hostile@example.com", "DTSTART:20260101T000000Z", ...rules));
  expect(expand(text, { ...YEAR, maxSteps: 20_000 }).problem).toBe("too-many-steps");
  expect(expandRule("20260101T000000Z", "FREQ=DAILY", { maxSteps: 20_000 }).problem).toBeNull();
});

it("lists no more than it may", () => {
  const { occurrences, problem } = expandRule("20260101T000000Z", "FREQ=DAILY", { maxOccurrences: 10 });
  expect({ length: occurrences.length, problem }).toEqual({ length: 10, problem: "too-many-steps" });
});

it.each([
  ["DURATION:P999999999999999999W", 36_525 * 86_400_000],
  ["DURATION:P36525DT99999999999999999999S", 2 * 36_525 * 86_400_000],
  ["DURATION:-P1D", 0],
  ["DURATION:P", 0],
])("cuts %s", (duration, length) => {
  const text = vcalendar(...vevent("hostile@example.com", "DTSTART:20260101T000000Z", duration));
  const [only] = expand(text, YEAR).occurrences;
  expect(only!.end - only!.start).toBe(length);
});
