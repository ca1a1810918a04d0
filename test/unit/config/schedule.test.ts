import { describe, expect, it, test } from "vitest";
import { nextPoll, parseSchedule } from "../../../src/config/schedule.ts";
import type { Schedule } from "../../../src/config/schedule.ts";
import { against } from "../../support/threat.ts";

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

describe("a cron pattern where the clock is changed", () => {
  /** All polls of some days, each of which takes a minute. */
  function polls(pattern: string, timezone: string, from: string, days: number): readonly number[] {
    const schedule = parseSchedule(pattern);
    if (schedule === null) throw new Error(pattern);
    const found: number[] = [];
    for (let at = Date.parse(from), end = at + days * day; ;) {
      at = nextPoll(schedule, { after: at + minute, timezone, jitter: 0 });
      if (at >= end) return found;
      found.push(at);
    }
  }

  it.each([
    ["30 2 * * *", "Europe/Berlin", "2026-03-26T00:00Z", 6],
    ["30 2 * * *", "Europe/Berlin", "2026-10-22T00:00Z", 6],
    ["30 2 * * *", "America/New_York", "2026-03-05T12:00Z", 6],
    ["30 1 * * *", "America/New_York", "2026-10-29T12:00Z", 6],
    ["15 2 * * *", "Australia/Lord_Howe", "2026-10-01T12:00Z", 6],
    ["45 1 * * *", "Australia/Lord_Howe", "2026-04-02T12:00Z", 6],
    ["0 0 * * *", "America/Sao_Paulo", "2018-11-01T12:00Z", 6],
    ["30 2 * * *", "Africa/Casablanca", "2026-02-12T12:00Z", 6],
    ["30 2 * * *", "Asia/Kathmandu", "2026-02-25T12:00Z", 6],
    ["0 12 29 2 *", "Europe/Berlin", "2026-01-01T00:00Z", 2],
  ] as const)(
    "%s in %s from %s comes once a day, whatever the clock shows",
    against(
      "time",
      "clocks go forward or back, or it is a leap day",
      "each poll of a schedule comes once a day",
    ),
    (pattern, timezone, from, most) => {
      const leapDays = pattern.includes(" 29 2 ");
      const found = polls(pattern, timezone, from, leapDays ? 8 * 366 : 6);
      const days = new Set(found.map((at) => new Date(at).toLocaleDateString("sv", { timeZone: timezone })));
      expect([found.length, days.size]).toEqual([most, most]);
      if (leapDays) expect([...days]).toEqual(["2028-02-29", "2032-02-29"]);
    },
  );

  it.each([
    ["Europe/Berlin", "2026-03-28T12:00Z"],
    ["Europe/Berlin", "2026-10-24T12:00Z"],
    ["Australia/Lord_Howe", "2026-04-04T00:00Z"],
  ])(
    "every hour in %s from %s leaves no gap of two hours, and never comes twice in one",
    (timezone, from) => {
      const found = polls("0 * * * *", timezone, from, 2);
      const gaps = found.slice(1).map((at, n) => (at - (found[n] ?? 0)) / minute);
      expect(Math.max(...gaps)).toBeLessThanOrEqual(90);
      expect(Math.min(...gaps)).toBeGreaterThanOrEqual(30);
    },
  );

  it("is not polled again where the clock is set a little back right after it was", () => {
    const schedule = parseSchedule("0 3 * * *");
    if (schedule === null) throw new Error("no schedule");
    const at = Date.parse("2026-05-01T03:00:05Z");
    const next = nextPoll(schedule, { after: at, timezone: "UTC", jitter: 0 });
    expect(next - (at - 20_000)).toBeGreaterThan(23 * 60 * minute);
  });
});
