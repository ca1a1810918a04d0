import { describe, expect, test } from "vitest";
import { editedTimes } from "../../../../src/cli/events/edited-times.ts";

const berlin = { start: { local: "2026-12-24T19:30:00", zone: "Europe/Berlin" }, allDay: false };
const york = { start: { local: "2026-12-24T19:30:00", zone: "America/New_York" }, allDay: false };
const floating = { start: { local: "2026-12-24T19:30:00", zone: null }, allDay: false };
const days = { start: { local: "2026-12-24", zone: null }, allDay: true };

describe("times that a person types in Berlin", () => {
  test.each([
    ["nothing", {}, berlin, {}],
    ["an hour", { start: "20:00" }, berlin, { start: "2026-12-24T20:00" }],
    ["a time", { start: "2026-12-26 20:00" }, berlin, { start: "2026-12-26T20:00" }],
    ["an hour of the end", { end: "23:00" }, berlin, { end: "2026-12-24T23:00" }],
    [
      "an hour of the end, on another day",
      { start: "2026-12-26 20:00", end: "23:00" },
      berlin,
      { start: "2026-12-26T20:00", end: "2026-12-26T23:00" },
    ],
    ["no end", { end: false }, berlin, { end: null }],
    // In Berlin it is 01:30 of the day after.
    ["an hour, of an event in New York", { start: "02:30" }, york, { start: "2026-12-24T20:30:00" }],
    ["an end, of an event in New York", { end: "04:00" }, york, { end: "2026-12-24T22:00:00" }],
    [
      "New York's time, of an event there",
      { start: "20:30", timezone: "America/New_York" },
      york,
      { start: "2026-12-24T20:30", zone: "America/New_York" },
    ],
    [
      "a zone alone, for a wrong one",
      { timezone: "Europe/Vienna" },
      york,
      { start: "2026-12-24T19:30:00", zone: "Europe/Vienna" },
    ],
    ["an hour, of floating time", { start: "20:00" }, floating, { start: "2026-12-24T20:00" }],
    ["a date", { start: "2026-12-26" }, york, { start: "2026-12-26" }],
    ["a last day", { end: "2026-12-26" }, days, { end: "2026-12-27" }],
    [
      "an hour, of an event of whole days",
      { start: "20:00", end: "22:00" },
      days,
      { start: "2026-12-24T20:00", zone: "Europe/Berlin", end: "2026-12-24T22:00" },
    ],
    [
      "what cannot be read, which the event's rules name",
      { start: "2026-02-30 20:00" },
      york,
      { start: "2026-02-30T20:00" },
    ],
  ] as const)("%s", (_, typed, event, change) => {
    expect(editedTimes(typed, event, "Europe/Berlin")).toEqual(change);
  });

  test("in a zone that is none are wrong use", () => {
    expect(() => editedTimes({ timezone: "Mars" }, berlin, "UTC")).toThrow('--timezone is "Mars"');
  });
});
