import { eventLines } from "./events.ts";

/** What a store is filled with: {@link eventLines}, each at a moment of two years, with a place, a category and a position. */

const DAY = 86_400_000;
/** The first of the two years. */
export const FIRST_DAY = Date.parse("2026-01-01T00:00:00Z");
const DAYS = 730;
export const TAGS = 40;
export const PLACES = 200;

/** One in 40. */
export const tagOf = (n: number): string => `Branch ${spread(n, 1) % TAGS}`;
/** One in 200. */
export const placeOf = (n: number): string => `Hall ${spread(n, 2) % PLACES}`;

/** A feed of the events below `count`; an `edition` other than 0 says something else of the first `changed`. */
export function datedFeed(count: number, edition = 0, changed = 0): string {
  const events = Array.from({ length: count }, (_, n) => datedEvent(n, n < changed ? edition : 0));
  return `BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:-//bench//EN\r\n${events.join("")}END:VCALENDAR\r\n`;
}

function datedEvent(n: number, edition: number): string {
  const place = spread(n, 2) % PLACES;
  const lines = [
    `UID:bench-${n}@store.example`,
    "DTSTAMP:20260101T000000Z",
    ...times(n),
    `LOCATION:${placeOf(n)}\\, ${1 + (place % 50)} Main Street`,
    `GEO:${(48 + (place % 20) / 100).toFixed(4)};${(11 + Math.floor(place / 20) / 100).toFixed(4)}`,
    `CATEGORIES:${tagOf(n)}`,
    ...(edition === 0 ? [] : [`COMMENT:Edition ${edition}`]),
  ];
  return `BEGIN:VEVENT\r\n${lines.join("\r\n")}\r\n${plain(eventLines(n))}END:VEVENT\r\n`;
}

/** Nine in ten last hours; some are of whole days, some go on for weeks, one in 50 recurs. */
function times(n: number): readonly string[] {
  const day = compact(FIRST_DAY + (spread(n, 3) % DAYS) * DAY);
  const kind = spread(n, 4) % 100;
  if (kind < 6) return [`DTSTART;VALUE=DATE:${day}`, `DURATION:P${kind < 2 ? 20 : 1}D`];
  const quarter = spread(n, 5) % 56;
  const time = `${String(8 + Math.floor(quarter / 4)).padStart(2, "0")}${String((quarter % 4) * 15).padStart(2, "0")}00`;
  const series = kind < 8 ? ["RRULE:FREQ=WEEKLY;COUNT=26"] : [];
  return [`DTSTART:${day}T${time}Z`, `DURATION:PT${1 + (kind % 3)}H`, ...series];
}

const compact = (at: number): string => new Date(at).toISOString().slice(0, 10).replaceAll("-", "");

/** What of a real event is not said above. */
function plain(lines: string): string {
  return lines.replaceAll(
    /^(?:DTSTART|DTEND|DURATION|LOCATION|GEO|CATEGORIES|STATUS|SEQUENCE)[;:].*\r\n(?:[ \t].*\r\n)*/gim,
    "",
  );
}

/** Numbers without a pattern that a query could profit from; the same ones in each run. */
function spread(n: number, salt: number): number {
  let mixed = Math.imul(n + 1, 0x9e3779b1) ^ Math.imul(salt, 0x85ebca6b);
  mixed = Math.imul(mixed ^ (mixed >>> 16), 0x7feb352d);
  mixed = Math.imul(mixed ^ (mixed >>> 15), 0x846ca68b);
  return (mixed ^ (mixed >>> 16)) >>> 0;
}
