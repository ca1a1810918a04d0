import { dateOf, dayNumber, daysInMonth, daysInYear, weekdayOf, type CalendarDate } from "./event-date.ts";
import type { RecurrenceRule, WeekdayOrdinal } from "./recurrence-rule.ts";

/**
 * Which days a rule names. Within a period all its BYMONTH, BYWEEKNO, BYYEARDAY, BYMONTHDAY and BYDAY hold
 * together: what RFC 5545 (section 3.3.10) calls to expand and to limit comes to the same set of days.
 */
export interface DayParts {
  readonly months: ReadonlySet<number> | null;
  readonly monthDays: ReadonlySet<number> | null;
  readonly yearDays: ReadonlySet<number> | null;
  readonly weeks: ReadonlySet<number> | null;
  /** By {@link weekdayKey}. */
  readonly weekdays: ReadonlySet<number> | null;
  /** What ordinals of weekdays count in. */
  readonly ordinalsIn: "month" | "year" | null;
  readonly weekStart: number;
}

/** The rule's day parts; what it leaves open comes from the day of DTSTART. */
export function dayParts(rule: RecurrenceRule, start: number): DayParts {
  const { frequency, weekStart, months, yearDays, monthDays } = rule;
  const weeks = frequency === "YEARLY" ? rule.weeks : null;
  const date = dateOf(start);
  const open = rule.weekdays === null && monthDays === null && yearDays === null;
  const byMonth = frequency === "MONTHLY" || (frequency === "YEARLY" && weeks === null);
  const byWeek = frequency === "WEEKLY" || weeks !== null;
  const ordinalsIn = !byMonth ? null : frequency === "MONTHLY" || months !== null ? "month" : "year";
  // A yearly rule that gives only the day of the month means the month of DTSTART, as libical reads it.
  const monthIsOpen = frequency === "YEARLY" && byMonth && rule.weekdays === null && yearDays === null;
  const weekdays = rule.weekdays ?? (open && byWeek ? [{ weekday: weekdayOf(start), ordinal: 0 }] : null);
  return {
    months: setOf(months ?? (monthIsOpen ? [date.month] : null)),
    monthDays: setOf(monthDays ?? (open && byMonth ? [date.day] : null)),
    yearDays: setOf(yearDays),
    weeks: setOf(weeks),
    weekdays: setOf(
      weekdays?.map((each) => weekdayKey(ordinalsIn === null ? { ...each, ordinal: 0 } : each)),
    ),
    ordinalsIn,
    weekStart,
  };
}

export function daysOfYear(year: number, parts: DayParts): number[] {
  if (parts.weeks !== null) return daysOfWeekYear(year, parts, parts.weeks);
  return MONTHS.flatMap((month) =>
    parts.months?.has(month) === false ? [] : daysOfMonth(year, month, parts),
  );
}

export function daysOfMonth(year: number, month: number, parts: DayParts): number[] {
  const days: number[] = [];
  const first = dayNumber(year, month, 1);
  for (let day = 1; day <= daysInMonth(year, month); day++) {
    if (holds({ year, month, day }, first + day - 1, parts)) days.push(first + day - 1);
  }
  return days;
}

/** The days of the week that begins on day `first`. */
export function daysOfWeek(first: number, parts: DayParts): number[] {
  return WEEK.map((day) => first + day).filter((day) => dayHolds(day, parts));
}

export function dayHolds(day: number, parts: DayParts): boolean {
  return holds(dateOf(day), day, parts);
}

/** First day of the week that a day is in. */
export function weekBegin(day: number, weekStart: number): number {
  return day - ((weekdayOf(day) - weekStart + 7) % 7);
}

/** First day of a week-numbering year: of its first week that has four days in the calendar year. */
export function weekYearBegin(year: number, weekStart: number): number {
  return weekBegin(dayNumber(year, 1, 4), weekStart);
}

function daysOfWeekYear(year: number, parts: DayParts, weeks: ReadonlySet<number>): number[] {
  const first = weekYearBegin(year, parts.weekStart);
  const count = (weekYearBegin(year + 1, parts.weekStart) - first) / 7;
  const days: number[] = [];
  for (let week = 1; week <= count; week++) {
    if (weeks.has(week) || weeks.has(week - count - 1))
      days.push(...daysOfWeek(first + (week - 1) * 7, parts));
  }
  return days;
}

function holds(date: CalendarDate, day: number, parts: DayParts): boolean {
  const { months, monthDays, yearDays, weekdays } = parts;
  if (months !== null && !months.has(date.month)) return false;
  if (monthDays !== null && !hasOrdinal(monthDays, date.day, daysInMonth(date.year, date.month)))
    return false;
  if (yearDays !== null && !hasOrdinal(yearDays, dayOfYear(date, day), daysInYear(date.year))) return false;
  return weekdays === null || weekdayHolds(weekdays, date, day, parts.ordinalsIn);
}

function weekdayHolds(
  weekdays: ReadonlySet<number>,
  date: CalendarDate,
  day: number,
  ordinalsIn: "month" | "year" | null,
): boolean {
  const weekday = weekdayOf(day);
  if (weekdays.has(weekday)) return true;
  if (ordinalsIn === null) return false;
  const inMonth = ordinalsIn === "month";
  const place = inMonth ? date.day : dayOfYear(date, day);
  const length = inMonth ? daysInMonth(date.year, date.month) : daysInYear(date.year);
  return (
    weekdays.has(weekdayKey({ weekday, ordinal: Math.ceil(place / 7) })) ||
    weekdays.has(weekdayKey({ weekday, ordinal: -Math.ceil((length - place + 1) / 7) }))
  );
}

function weekdayKey({ weekday, ordinal }: WeekdayOrdinal): number {
  return ordinal * 7 + weekday;
}

/** Counted from the first, or from the last backwards. */
function hasOrdinal(ordinals: ReadonlySet<number>, place: number, length: number): boolean {
  return ordinals.has(place) || ordinals.has(place - length - 1);
}

function dayOfYear(date: CalendarDate, day: number): number {
  return day - dayNumber(date.year, 1, 1) + 1;
}

function setOf(values: readonly number[] | null | undefined): ReadonlySet<number> | null {
  return values === null || values === undefined ? null : new Set(values);
}

const WEEK = [0, 1, 2, 3, 4, 5, 6];
const MONTHS = [1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12];
