import fc from "fast-check";
import { expect, it } from "vitest";
import { describe } from "../../src/core/ical/event.ts";
import { formatLocal, parseTime } from "../../src/core/ical/event-time.ts";
import { expand } from "../../src/core/ical/occurrences.ts";
import { vcalendar, vevent } from "../support/calendar-text.ts";

const DAY = 86_400_000;
const START = Date.UTC(2020, 0);
const zone = fc.constantFrom(
  "America/New_York",
  "Europe/Berlin",
  "Asia/Kolkata",
  "Australia/Lord_Howe",
  "UTC",
);
const list = <T>(name: string, values: fc.Arbitrary<T>) =>
  fc.uniqueArray(values, { minLength: 1, maxLength: 4 }).map((each) => `${name}=${each.join(",")}`);
const counted = (max: number) => fc.oneof(fc.integer({ min: 1, max }), fc.integer({ min: -max, max: -1 }));
const part = fc.oneof(
  fc.integer({ min: 1, max: 9 }).map((each) => `INTERVAL=${each}`),
  fc.integer({ min: 1, max: 60 }).map((each) => `COUNT=${each}`),
  fc.integer({ min: 0, max: 1000 }).map((days) => `UNTIL=${compact(START + days * DAY)}Z`),
  list("BYMONTH", fc.integer({ min: 1, max: 12 })),
  list("BYMONTHDAY", counted(31)),
  list("BYYEARDAY", counted(366)),
  list("BYWEEKNO", counted(53)),
  list("BYDAY", fc.constantFrom("MO", "TU", "WE", "TH", "FR", "SA", "SU", "1MO", "-1FR", "3SU")),
  list("BYHOUR", fc.nat(23)),
  list("BYMINUTE", fc.nat(59)),
  list("BYSETPOS", counted(5)),
  fc.constantFrom("WKST=SU", "WKST=TH"),
);
const rule = fc
  .tuple(fc.constantFrom("YEARLY", "MONTHLY", "WEEKLY", "DAILY", "HOURLY"), fc.array(part, { maxLength: 5 }))
  .map(([frequency, parts]) => [`FREQ=${frequency}`, ...parts].join(";"));
const moment = fc.integer({ min: 0, max: 1000 * 24 * 4 }).map((quarters) => START + quarters * 900_000);
const recurring = fc
  .record({ zone, rule, start: moment, duration: fc.constantFrom("PT0S", "PT1H", "P1D", "P3DT5H") })
  .map((event) =>
    vcalendar(
      ...vevent(
        "rule@example.com",
        `DTSTART;TZID=${event.zone}:${compact(event.start)}`,
        `DURATION:${event.duration}`,
        `RRULE:${event.rule}`,
      ),
    ),
  );

/** The same, with an override for an instance and all later ones. */
const withRange = fc
  .record({ text: recurring, from: moment, hours: fc.integer({ min: -400, max: 400 }), title: fc.boolean() })
  .map(({ text, from, hours, title }) => {
    const range = [
      `RECURRENCE-ID;RANGE=THISANDFUTURE:${compact(from)}Z`,
      `DTSTART:${compact(from + hours * 3_600_000)}Z`,
      ...(title ? ["SUMMARY:From now on", "DURATION:PT7H"] : []),
    ];
    const override = vevent("rule@example.com", ...range).join("\r\n");
    return text.replace("END:VCALENDAR", `${override}\r\nEND:VCALENDAR`);
  });

it("finds in two windows what it finds in both at once", () => {
  fc.assert(
    fc.property(
      fc.oneof(recurring, withRange),
      fc.tuple(moment, moment, moment),
      zone,
      (text, moments, timezone) => {
        const [from, between, to] = moments.toSorted((a, b) => a - b) as [number, number, number];
        const starts = (window: { from: number; to: number }) => expand(text, { ...window, timezone });
        const whole = starts({ from, to });
        const [early, late] = [starts({ from, to: between }), starts({ from: between, to })];
        if ([whole, early, late].some((each) => each.problem !== null)) return;
        const joined = [...early.occurrences, ...late.occurrences.filter((each) => each.start >= between)];
        expect(joined).toEqual(whole.occurrences);
      },
    ),
    { numRuns: 200 },
  );
});

it("keeps to the window, in order, each instant once, and says whether there is more", () => {
  fc.assert(
    fc.property(recurring, moment, fc.integer({ min: 1, max: 300 }), (text, from, days) => {
      const to = from + days * DAY;
      const { occurrences, openEnded, problem } = expand(text, { from, to, timezone: "UTC" });
      for (const [at, { start, end }] of occurrences.entries()) {
        expect(start).toBeLessThan(to);
        expect(end > from || start >= from).toBe(true);
        if (at > 0) expect(start).toBeGreaterThan(occurrences[at - 1]!.start);
      }
      if (problem !== null) return;
      // The last of a rule that counts may come after centuries, where it is rare.
      const horizon = Date.UTC(text.includes("COUNT") ? 9_999 : 2_100, 0);
      const more = expand(text, { from: to, to: horizon, timezone: "UTC", maxOccurrences: 9_000 });
      if (more.problem !== null) return;
      const goesOn = more.occurrences.some((each) => each.start >= to);
      // An endless rule may be so rare that nothing of it falls before 2100.
      if (goesOn || /COUNT|UNTIL/.test(text)) expect(openEnded).toBe(goesOn);
    }),
    { numRuns: 150 },
  );
});

it("gives wall clocks that read the instants in the event's zone", () => {
  fc.assert(
    fc.property(recurring, moment, (text, from) => {
      const { occurrences } = expand(text, {
        from,
        to: from + 100 * DAY,
        timezone: "UTC",
        maxOccurrences: 50,
      });
      for (const { start, localStart, zone } of occurrences) {
        const read = Temporal.Instant.fromEpochMilliseconds(start)
          .toZonedDateTimeISO(zone!)
          .toPlainDateTime();
        expect(localStart).toBe(read.toString({ smallestUnit: "second" }));
      }
    }),
  );
});

it("bears any text", () => {
  const junk = fc.oneof(
    fc.string(),
    fc.constantFrom("20260101T100000", "20260101", "P1D", "FREQ=DAILY", "Z", "-", "/", ","),
  );
  const value = fc.array(junk, { maxLength: 4 }).map((each) => each.join(""));
  const name = fc.constantFrom(
    "DTSTART",
    "DTSTART;VALUE=DATE",
    "DTSTART;TZID=Ours",
    "DTEND",
    "DURATION",
    "RRULE",
    "RDATE",
    "EXDATE",
    "RECURRENCE-ID",
    "GEO",
    "CATEGORIES",
    "BEGIN",
    "END",
  );
  const line = fc.tuple(name, value).map((each) => each.join(":"));
  fc.assert(
    fc.property(fc.array(line, { maxLength: 12 }), fc.array(line, { maxLength: 6 }), (lines, zones) => {
      const observance = ["BEGIN:STANDARD", "TZOFFSETTO:+0100", ...zones, "END:STANDARD"];
      const text = vcalendar(
        "BEGIN:VTIMEZONE",
        "TZID:Ours",
        ...observance,
        "END:VTIMEZONE",
        ...vevent("junk@example.com", ...lines),
      );
      const { occurrences } = expand(text, {
        from: -Infinity,
        to: Infinity,
        timezone: "Europe/Berlin",
        maxOccurrences: 20,
      });
      for (const { start, end } of occurrences) expect(end).toBeGreaterThanOrEqual(start);
      expect(describe(text).uid).toBe("junk@example.com");
    }),
    { numRuns: 1000 },
  );
});

it("reads the times that it writes", () => {
  fc.assert(
    fc.property(
      fc.integer({ min: -62_135_596_800, max: 253_402_300_799 }),
      fc.boolean(),
      (seconds, dateOnly) => {
        const local = dateOnly ? Math.floor(seconds / 86_400) * 86_400 : seconds;
        expect(parseTime(formatLocal(local, dateOnly))).toEqual({ local, dateOnly, utc: false });
      },
    ),
  );
});

function compact(ms: number): string {
  return new Date(ms).toISOString().replaceAll(/[-:]|\.000Z/g, "");
}
