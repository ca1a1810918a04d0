import fc from "fast-check";
import { anyBody, pushedObject } from "../../test/support/arbitrary-calendar.ts";
import { vtimezone } from "../../test/support/calendar-text.ts";
import { edited } from "./edits.ts";
import { eventLine, time } from "./property-lines.ts";

const uid = fc.oneof(
  { arbitrary: fc.integer({ min: 1, max: 3 }).map((number) => `${number}@a.example`), weight: 5 },
  fc.constantFrom(
    "",
    " ",
    "x".repeat(256),
    "a\\,b;c",
    "constructor",
    "__proto__",
    `1.${"A".repeat(40)}@a.example`,
  ),
);
const stamps = fc
  .tuple(fc.nat(3), fc.nat(5))
  .map(([hop, revision]) => [
    `X-HOP:${hop}`,
    `X-REVISION:${revision}`,
    "X-REVISE-URL:https://b.example/discal/revise",
  ]);
const inner = fc
  .tuple(fc.constantFrom("VALARM", "X-PART", "VEVENT", "VLOCATION"), fc.array(eventLine, { maxLength: 2 }))
  .map(([name, lines]) => [`BEGIN:${name}`, ...lines, `END:${name}`]);

const vevent = fc
  .record({
    uid,
    start: time,
    lines: fc.array(eventLine, { maxLength: 8 }),
    inner: fc.oneof({ arbitrary: fc.constant([]), weight: 4 }, inner),
    stamps: fc.oneof({ arbitrary: fc.constant([]), weight: 2 }, stamps),
  })
  .map((event) => [
    "BEGIN:VEVENT",
    `UID:${event.uid}`,
    `DTSTART${event.start}`,
    ...event.lines,
    ...event.inner,
    ...event.stamps,
    "END:VEVENT",
  ]);
const zone = fc
  .tuple(
    fc.constantFrom("Nowhere", "Europe/Vienna", "PDT", ""),
    fc.constantFrom("+0130", "-9999", "x", "+00"),
  )
  .map(([tzid, offset]) => [...vtimezone(tzid, offset)]);
const other = fc
  .tuple(fc.constantFrom("VTODO", "VJOURNAL", "VFREEBUSY", "X-ANY"), fc.array(eventLine, { maxLength: 3 }))
  .map(([name, lines]) => [`BEGIN:${name}`, ...lines, `END:${name}`]);
const head = fc.constantFrom(
  "VERSION:2.0",
  "X-WR-TIMEZONE:Europe/Vienna",
  "X-WR-CALNAME:A\\, b",
  "METHOD:CANCEL",
  "CALSCALE:X",
  "REFRESH-INTERVAL;VALUE=DURATION:P1D",
  "X-PUBLISHED-TTL:PT0S",
  "X-DISCAL-FEED:1",
);

/** A feed or file as some program might write it, right in most of its parts. */
const feed = fc
  .record({
    head: fc.array(head, { maxLength: 3 }),
    components: fc.array(
      fc.oneof(
        { arbitrary: vevent, weight: 6 },
        { arbitrary: zone, weight: 1 },
        { arbitrary: other, weight: 1 },
      ),
      { maxLength: 5 },
    ),
    end: fc.constantFrom("\r\n", "\r\n", "\r\n", "\n", "\r"),
  })
  .map(({ head, components, end }) =>
    ["BEGIN:VCALENDAR", ...head, ...components.flat(), "END:VCALENDAR", ""].join(end),
  );

/** Calendars of every kind: well formed, odd, damaged, and such of real programs with a few edits. */
export function calendars(seeds: readonly string[]): fc.Arbitrary<string> {
  return fc.oneof(
    { arbitrary: feed, weight: 4 },
    { arbitrary: edited(fc.constantFrom(...seeds)), weight: 4 },
    { arbitrary: edited(feed), weight: 2 },
    { arbitrary: pushedObject, weight: 1 },
    { arbitrary: edited(pushedObject), weight: 2 },
    { arbitrary: anyBody, weight: 1 },
  );
}
