import { describe, expect, test } from "vitest";
import { nextPoll, parseSchedule } from "../../../src/config/schedule.ts";
import type { Schedule } from "../../../src/config/schedule.ts";

const minute = 60_000;
const hour = 60 * minute;
const day = 24 * hour;

function schedule(text: string): Schedule {
  return parseSchedule(text) ?? expect.unreachable(`${text} is no schedule`);
}

test.each([
  ["10s", 10_000],
  ["90s", 90_000],
  ["30m", 30 * minute],
  ["1h", hour],
  ["60d", 60 * day],
])("%s is an interval of %d ms", (text, ms) => {
  expect(parseSchedule(text)).toEqual({ kind: "interval", ms });
});

test.each(["0 6 * * *", "*/15 8-18 * * MON-FRI", "@daily"])("%s is a cron pattern", (text) => {
  expect(parseSchedule(text)).toEqual({ kind: "cron", pattern: text });
});

test.each([
  "",
  "1",
  "h",
  "0h",
  "01h",
  "-1h",
  "1.5h",
  "1 h",
  "1w",
  "9s",
  "61d",
  "9999999d",
  "hourly",
  "* * * *",
  "* * * * * *",
  "61 * * * *",
  "0 0 30 2 *",
])("%j is neither", (text) => {
  expect(parseSchedule(text)).toBeNull();
});

describe("the next poll", () => {
  const after = Date.UTC(2026, 2, 16, 12);
  const at = { after, timezone: "Europe/Berlin", jitter: 0 };

  test.each([
    ["comes after the interval", "1h", null, hour],
    ["follows the feed's longer interval", "1h", 12 * hour, 12 * hour],
    ["follows the feed's shorter interval", "1h", 15 * minute, 15 * minute],
    ["comes no sooner than after 5 minutes, whatever the feed says", "1h", 1000, 5 * minute],
    ["comes no later than after 7 days, whatever the feed says", "1h", 365 * day, 7 * day],
    ["keeps an interval below 5 minutes that the operator set", "30s", null, 30_000],
    ["takes a feed that says 0 for one that says nothing", "1h", 0, hour],
  ])("%s", (_, text, refreshMs, wait) => {
    expect(nextPoll(schedule(text), { ...at, refreshMs }) - after).toBe(wait);
  });

  test("keeps a cron pattern in the node's zone, whatever the feed says", () => {
    const next = nextPoll(schedule("0 6 * * *"), { ...at, refreshMs: hour });
    expect(new Date(next).toISOString()).toBe("2026-03-17T05:00:00.000Z");
  });

  test("keeps the local hour when daylight saving begins", () => {
    const beforeChange = { ...at, after: Date.UTC(2026, 2, 28, 12) };
    expect(new Date(nextPoll(schedule("0 6 * * *"), beforeChange)).toISOString()).toBe(
      "2026-03-29T04:00:00.000Z",
    );
  });

  test.each([
    ["1h", hour, 6 * minute],
    ["0 6 * * *", 17 * hour, minute],
    ["*/5 * * * *", 5 * minute, 30_000],
  ])("of %s is delayed by jitter, a little and never brought forward", (text, wait, most) => {
    const waits = [0, 0.5, 1].map((jitter) => nextPoll(schedule(text), { ...at, jitter }) - after);
    expect(waits).toEqual([wait, wait + most / 2, wait + most]);
  });
});
