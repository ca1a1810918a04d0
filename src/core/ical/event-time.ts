import { DAY, dateOf, dayNumber, daysInMonth } from "./event-date.ts";

/** A DATE or DATE-TIME value (RFC 5545, sections 3.3.4 and 3.3.5). */
export interface TimeValue {
  /** Seconds since 1970-01-01T00:00:00 on the wall clock that the value is read on. */
  readonly local: number;
  /** A DATE; `local` is its midnight. */
  readonly dateOnly: boolean;
  /** Written with a `Z`. */
  readonly utc: boolean;
}

/** Wall-clock seconds of the first and the last moment that four digits can write. */
export const FIRST_LOCAL = dayNumber(1, 1, 1) * DAY;
export const LAST_LOCAL = dayNumber(10_000, 1, 1) * DAY - 1;

/**
 * Reads a DATE or DATE-TIME, also with the hyphens and colons of ISO 8601 and without seconds; null where it is
 * none, or no day of the calendar. A leap second counts as the one before it.
 */
export function parseTime(value: string): TimeValue | null {
  const match = TIME.exec(value);
  if (match === null) return null;
  const [year, month, day, hour, minute, second] = match.slice(1, 7).map((digits) => Number(digits ?? 0));
  if (year! < 1 || month! < 1 || month! > 12 || day! < 1 || day! > daysInMonth(year!, month!)) return null;
  if (hour! > 24 || minute! > 59 || second! > 60 || (hour === 24 && minute! + second! > 0)) return null;
  return {
    local: dayNumber(year!, month!, day!) * DAY + hour! * 3600 + minute! * 60 + Math.min(second!, 59),
    dateOnly: match[4] === undefined,
    utc: match[7] !== undefined,
  };
}

/** Wall-clock seconds as `2026-03-16T19:00:00`, or `2026-03-16` of a date. */
export function formatLocal(local: number, dateOnly: boolean): string {
  const days = Math.floor(local / DAY);
  const { year, month, day } = dateOf(days);
  const date = `${String(year).padStart(4, "0")}-${two(month)}-${two(day)}`;
  if (dateOnly) return date;
  const time = local - days * DAY;
  return `${date}T${two(Math.floor(time / 3600))}:${two(Math.floor(time / 60) % 60)}:${two(time % 60)}`;
}

/** Wall-clock seconds as iCalendar writes them: `20260316T190000`, or `20260316` of a date. */
export function compactLocal(local: number, dateOnly: boolean): string {
  return formatLocal(local, dateOnly).replaceAll(/[-:]/g, "");
}

/** A duration: days are nominal (they keep the time of day), seconds exact (RFC 5545, section 3.3.6). */
export interface Duration {
  readonly days: number;
  readonly seconds: number;
}

/**
 * Reads a DURATION; null where it is none. Nothing that happens goes on for longer than a hundred years: longer
 * ones are cut there, negative ones are empty.
 */
export function parseDuration(value: string): Duration | null {
  const match = DURATION.exec(value);
  if (match === null || !/\d/.test(value)) return null;
  if (match[1] === "-") return { days: 0, seconds: 0 };
  const [weeks, days, hours, minutes, seconds] = match.slice(2, 7).map((digits) => Number(digits ?? 0));
  return {
    days: Math.min(weeks! * 7 + days!, LONGEST_DAYS),
    seconds: Math.min(hours! * 3600 + minutes! * 60 + seconds!, LONGEST_DAYS * DAY),
  };
}

function two(number: number): string {
  return number < 10 ? `0${number}` : String(number);
}

const TIME = /^\s*(\d{4})-?(\d\d)-?(\d\d)(?:T(\d\d):?(\d\d)(?::?(\d\d))?(Z)?)?\s*$/i;
const DURATION = /^\s*([+-])?P(?:(\d+)W)?(?:(\d+)D)?(?:T(?:(\d+)H)?(?:(\d+)M)?(?:(\d+)S)?)?\s*$/i;
const LONGEST_DAYS = 36_525;
