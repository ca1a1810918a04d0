import fc from "fast-check";
import { expect, it } from "vitest";
import { compactLocal } from "../../src/core/ical/event-time.ts";
import { readObject, wireText } from "../../src/core/ical/object.ts";
import { expand } from "../../src/core/ical/occurrences.ts";
import { reviseEvent } from "../../src/core/ical/revise.ts";
import type { Version } from "../../src/core/model/version.ts";
import { DISCAL, vcalendar, vevent } from "../support/calendar-text.ts";

const DAY = 86_400;
/** Seconds on the wall clock: 5 January 2026, a Monday. */
const MONDAY = Date.UTC(2026, 0, 5) / 1000;
const made = { revision: 2, dtstamp: Date.UTC(2026, 2, 2) };
const window = { from: Date.UTC(2025, 0), to: Date.UTC(2028, 0), timezone: "UTC" };

/** Times by which clocks are neither put forward nor back. */
const hour = fc.integer({ min: 5, max: 22 });
const zone = fc.constantFrom("Europe/Vienna", "America/New_York", "UTC");
const rule = fc.constantFrom("FREQ=DAILY;COUNT=9", "FREQ=WEEKLY;BYDAY=MO,TH;COUNT=9", "FREQ=MONTHLY;COUNT=9");
const days = fc.uniqueArray(fc.integer({ min: 0, max: 40 }), { maxLength: 4 });

function taken(...lines: readonly string[]): Version {
  const read = readObject(vcalendar(...lines));
  if (!("version" in read)) throw new Error(read.reason);
  return read.version;
}

function series(
  at: number,
  name: string,
  by: string,
  out: readonly number[],
  changed: readonly number[],
): Version {
  const time = (day: number) => `;TZID=${name}:${compactLocal(MONDAY + day * DAY + at * 3600, false)}`;
  const event = (...lines: readonly string[]) => vevent("a", ...lines, ...DISCAL);
  return taken(
    ...event(`DTSTART${time(0)}`, "DURATION:PT1H", `RRULE:${by}`, ...out.map((day) => `EXDATE${time(day)}`)),
    ...changed.flatMap((day) => event(`RECURRENCE-ID${time(day)}`, `DTSTART${time(day)}`, `SUMMARY:${day}`)),
  );
}

it("another time of day moves every happening of a series by as much, and none else comes or goes", () => {
  fc.assert(
    fc.property(hour, hour, zone, rule, days, days, (from, to, name, by, out, changed) => {
      fc.pre(from !== to);
      const before = series(from, name, by, out, changed);
      const start = `2026-01-05T${String(to).padStart(2, "0")}:00`;
      const after = reviseEvent(before, { start }, made);
      const shown = ({ text }: Version) =>
        expand(text, window).occurrences.map(({ localStart, title }) => [localStart.slice(0, 10), title]);
      expect(shown(after)).toEqual(shown(before));
      const hours = expand(after.text, window).occurrences.map(({ localStart }) =>
        Number(localStart.slice(11, 13)),
      );
      expect(hours.every((each) => each === to)).toBe(true);
      const back = reviseEvent(
        after,
        { start: start.replace(/T../, `T${String(from).padStart(2, "0")}`) },
        made,
      );
      expect(back.digest).toBe(before.digest);
    }),
    { numRuns: 200 },
  );
});

it("whatever a person says of an event is read back as it was said, by every node", () => {
  const words = fc.string({ unit: "grapheme", maxLength: 60 }).filter((text) => !/\p{Cc}/u.test(text));
  const version = taken(...vevent("a", "SUMMARY:before", "X-OWN:1", ...DISCAL));
  fc.assert(
    fc.property(fc.record({ title: words, location: words, description: words }), (change) => {
      fc.pre(change.title.trim() !== "");
      const next = reviseEvent(version, change, made);
      expect(readObject(wireText(next))).toEqual({ version: next });
      expect(next.text).toContain("X-OWN:1\r\n");
      expect(() => reviseEvent(next, change, made)).toThrow("changes nothing");
    }),
  );
});
