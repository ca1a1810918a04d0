import { parseTime, type TimeValue } from "./event-time.ts";

const FREQUENCIES = ["SECONDLY", "MINUTELY", "HOURLY", "DAILY", "WEEKLY", "MONTHLY", "YEARLY"] as const;

export type Frequency = (typeof FREQUENCIES)[number];

/** `2FR`: the second Friday; ordinal 0 stands for every one. Weekday 0 is Monday. */
export interface WeekdayOrdinal {
  readonly weekday: number;
  readonly ordinal: number;
}

/** An RRULE (RFC 5545, section 3.3.10). A part that the rule does not have is null; lists are sorted. */
export interface RecurrenceRule {
  readonly frequency: Frequency;
  readonly interval: number;
  /** Infinity where the rule has no COUNT. */
  readonly count: number;
  readonly until: TimeValue | null;
  /** 0 is Monday. */
  readonly weekStart: number;
  readonly seconds: readonly number[] | null;
  readonly minutes: readonly number[] | null;
  readonly hours: readonly number[] | null;
  readonly weekdays: readonly WeekdayOrdinal[] | null;
  readonly monthDays: readonly number[] | null;
  readonly yearDays: readonly number[] | null;
  readonly weeks: readonly number[] | null;
  readonly months: readonly number[] | null;
  readonly positions: readonly number[] | null;
}

/**
 * Reads the value of an RRULE; null where it is broken, or needs another calendar than the Gregorian one
 * (RSCALE, RFC 7529). Parts that no RFC names are passed over, as are empty ones.
 */
export function parseRule(value: string): RecurrenceRule | null {
  const parts = new Map(value.split(";").map(toPart));
  const list = (name: string, max: number, min = -max): readonly number[] | null =>
    parseNumbers(parts.get(name), min, max);
  const frequency = FREQUENCIES.find((each) => each === parts.get("FREQ"));
  const interval = parseNumber(parts.get("INTERVAL") ?? "1", 1, 999_999_999);
  const count = parts.has("COUNT") ? parseNumber(parts.get("COUNT")!, 0, 999_999_999_999) : Infinity;
  const until = parts.has("UNTIL") ? parseTime(parts.get("UNTIL")!) : null;
  const weekStart = WEEKDAYS.indexOf(parts.get("WKST") ?? "MO");
  if (frequency === undefined || interval === null || count === null || weekStart === -1) return null;
  if ((parts.has("UNTIL") && until === null) || !isGregorian(parts)) return null;
  const rule = {
    frequency,
    interval,
    count,
    until,
    weekStart,
    seconds: list("BYSECOND", 60, 0),
    minutes: list("BYMINUTE", 59, 0),
    hours: list("BYHOUR", 23, 0),
    weekdays: parseWeekdays(parts.get("BYDAY")),
    monthDays: list("BYMONTHDAY", 31),
    yearDays: list("BYYEARDAY", 366),
    weeks: list("BYWEEKNO", 53),
    months: list("BYMONTH", 12, 1),
    positions: list("BYSETPOS", 366),
  };
  return Object.values(rule).every((part) => !Array.isArray(part) || part.length > 0) ? rule : null;
}

/** Its periods are hours, minutes or seconds. */
export function isClockFrequency(frequency: Frequency): boolean {
  return FREQUENCIES.indexOf(frequency) < FREQUENCIES.indexOf("DAILY");
}

function toPart(text: string): [string, string] {
  const equals = text.indexOf("=");
  return [
    text.slice(0, equals).trim().toUpperCase(),
    text
      .slice(equals + 1)
      .trim()
      .toUpperCase(),
  ];
}

function isGregorian(parts: ReadonlyMap<string, string>): boolean {
  return (parts.get("RSCALE") ?? "GREGORIAN") === "GREGORIAN" && (parts.get("SKIP") ?? "OMIT") === "OMIT";
}

function parseNumber(text: string, min: number, max: number): number | null {
  const number = /^[+-]?\d+$/.test(text) ? Number(text) : NaN;
  return number >= min && number <= max ? number : null;
}

/** Sorted, each once. Empty, and so a broken rule, where one is out of range; 0 is only a number of times of day. */
function parseNumbers(text: string | undefined, min: number, max: number): readonly number[] | null {
  if (text === undefined || text === "") return null;
  const numbers = text.split(",").map((each) => parseNumber(each, min, max));
  if (numbers.some((each) => each === null || (each === 0 && min !== 0))) return [];
  return [...new Set(numbers as number[])].sort((a, b) => a - b);
}

function parseWeekdays(text: string | undefined): readonly WeekdayOrdinal[] | null {
  if (text === undefined || text === "") return null;
  const days = text.split(",").map((each) => /^([+-]?\d{1,2})?(MO|TU|WE|TH|FR|SA|SU)$/.exec(each.trim()));
  if (days.includes(null)) return [];
  return days.map((day) => ({ weekday: WEEKDAYS.indexOf(day![2]!), ordinal: Number(day![1] ?? 0) }));
}

const WEEKDAYS = ["MO", "TU", "WE", "TH", "FR", "SA", "SU"];
