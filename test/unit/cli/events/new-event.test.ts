import { expect, test } from "vitest";
import { newEvent } from "../../../../src/cli/events/add.ts";

const base = { title: "Fair", tag: ["a"] };

test.each([
  [
    { start: "2026-12-24 19:30" },
    { start: "2026-12-24T19:30", end: null, allDay: false, zone: "Europe/Berlin" },
  ],
  [{ start: "2026-12-24T19:30", end: "21:00" }, { end: "2026-12-24T21:00" }],
  [{ start: "2026-12-24 19:30", end: "2026-12-25 01:00" }, { end: "2026-12-25T01:00" }],
  [{ start: "2026-12-24 19:30", timezone: "Asia/Tokyo" }, { zone: "Asia/Tokyo" }],
  [{ start: "2026-12-05" }, { start: "2026-12-05", end: null, allDay: true, zone: null }],
  [
    { start: "2026-12-31", end: "2026-12-31" },
    { end: "2027-01-01", allDay: true },
  ],
])("%j becomes %j", (options, expected) => {
  expect(newEvent({ ...base, ...options }, "Europe/Berlin")).toMatchObject(expected);
});

test.each(["2026-02-30", "2027-02-30", "2026-12-04", "18:00"])(
  "a last day that is none, or before the first, is wrong use: %s",
  (end) => {
    expect(() => newEvent({ ...base, start: "2026-12-05", end }, "UTC")).toThrow(
      `--end is "${end}": expected the last day`,
    );
  },
);

test.each(["next friday", "24.12.2026", "19:30", "2026-12-24 7pm"])(
  "a start that is none says how to write it: %s",
  (start) => {
    expect(() => newEvent({ ...base, start }, "UTC")).toThrow(
      `--start is "${start}": expected a date such as 2026-12-24, or a time such as "2026-12-24 19:30"`,
    );
  },
);

test("a zone is not left out silently where whole days have none", () => {
  expect(() => newEvent({ ...base, start: "2026-12-24", timezone: "Mars/One" }, "UTC")).toThrow(
    "--timezone says nothing of whole days",
  );
});
