import { DAY, dateOf, dayNumber } from "./event-date.ts";
import { LAST_LOCAL } from "./event-time.ts";
import {
  dayHolds,
  dayParts,
  daysOfMonth,
  daysOfWeek,
  daysOfYear,
  weekBegin,
  weekYearBegin,
  type DayParts,
} from "./recurrence-days.ts";
import type { RecurrenceRule } from "./recurrence-rule.ts";

/** How much work is left; below 0 the work was given up. What is counted are periods, days and instances. */
export interface Steps {
  left: number;
}

/** What periods are asked for, in wall-clock seconds. */
export interface PeriodRange {
  readonly start: number;
  /** Periods that end before this may be left out; -Infinity where each counts. */
  readonly from: number;
  readonly last: number;
}

/**
 * The periods of a rule in their order, each as the moments (wall-clock seconds) that its times of day are added
 * to: midnights, or of HOURLY and shorter the hour, minute or second itself. Empty ones are left out.
 */
export function periodsOf(
  rule: RecurrenceRule,
  range: PeriodRange,
  steps: Steps,
): Generator<readonly number[]> {
  const parts = dayParts(rule, Math.floor(range.start / DAY));
  const unit = CLOCK_UNITS[rule.frequency];
  return unit === undefined
    ? calendarPeriods(rule, range, parts, steps)
    : clockPeriods(rule, range, parts, unit, steps);
}

function* calendarPeriods(rule: RecurrenceRule, range: PeriodRange, parts: DayParts, steps: Steps) {
  const calendar = calendarOf(rule, parts);
  const first = calendar.periodOf(Math.floor(range.start / DAY));
  const skipped = calendar.periodOf(Math.floor(Math.max(range.from, range.start) / DAY)) - first;
  let period = first + Math.max(0, Math.floor(skipped / rule.interval) - 1) * rule.interval;
  const last = Math.min(range.last, LAST_LOCAL);
  for (; calendar.begin(period) * DAY <= last; period += rule.interval) {
    steps.left -= calendar.cost;
    if (steps.left < 0) return;
    const days = calendar.days(period);
    if (days.length > 0) yield days.map((day) => day * DAY);
  }
}

/** Years, months, weeks or days as numbers. */
interface Calendar {
  periodOf(day: number): number;
  begin(period: number): number;
  days(period: number): number[];
  /** Days that are looked at for one period. */
  readonly cost: number;
}

function calendarOf(rule: RecurrenceRule, parts: DayParts): Calendar {
  const { weekStart } = parts;
  switch (rule.frequency) {
    case "YEARLY":
      return {
        // A week at the turn of the year may belong to the other year.
        periodOf: (day) => dateOf(parts.weeks === null ? day : weekBegin(day, weekStart) + 3).year,
        begin: (year) => (parts.weeks === null ? dayNumber(year, 1, 1) : weekYearBegin(year, weekStart)),
        days: (year) => daysOfYear(year, parts),
        cost: parts.weeks === null ? 31 * (parts.months?.size ?? 12) : 53 + 7 * parts.weeks.size,
      };
    case "MONTHLY":
      return {
        periodOf: (day) => monthOf(day),
        begin: (month) => dayNumber(Math.floor(month / 12), (month % 12) + 1, 1),
        days: (month) => daysOfMonth(Math.floor(month / 12), (month % 12) + 1, parts),
        cost: 31,
      };
    case "WEEKLY": {
      // Weeks are numbered from one that begins as the rule says.
      const origin = weekBegin(0, weekStart);
      return {
        periodOf: (day) => Math.floor((day - origin) / 7),
        begin: (week) => origin + week * 7,
        days: (week) => daysOfWeek(origin + week * 7, parts),
        cost: 7,
      };
    }
    case "DAILY":
    case "HOURLY":
    case "MINUTELY":
    case "SECONDLY":
      return {
        periodOf: (day) => day,
        begin: (day) => day,
        days: (day) => (dayHolds(day, parts) ? [day] : []),
        cost: 1,
      };
  }
}

function* clockPeriods(
  rule: RecurrenceRule,
  range: PeriodRange,
  parts: DayParts,
  unit: number,
  steps: Steps,
) {
  const interval = rule.interval * unit;
  const first = Math.floor(range.start / unit) * unit;
  const last = Math.min(range.last, LAST_LOCAL);
  const skipped = Math.max(range.from, range.start) - first;
  let moment = first + Math.max(0, Math.floor(skipped / interval) - 1) * interval;
  while (moment <= last) {
    if (--steps.left < 0) return;
    const next = nextCandidate(moment, rule, parts, unit);
    if (next === moment) yield [moment];
    moment += Math.max(1, Math.ceil((next - moment) / interval)) * interval;
  }
}

/** The moment itself where the rule's limits allow it, else the next one that they may allow. */
function nextCandidate(moment: number, rule: RecurrenceRule, parts: DayParts, unit: number): number {
  const day = Math.floor(moment / DAY);
  if (!dayHolds(day, parts)) return (day + 1) * DAY;
  const time = moment - day * DAY;
  if (rule.hours?.includes(Math.floor(time / 3600)) === false) return moment - (time % 3600) + 3600;
  if (unit === 3600) return moment;
  if (rule.minutes?.includes(Math.floor(time / 60) % 60) === false) return moment - (time % 60) + 60;
  if (unit === 60) return moment;
  return rule.seconds?.includes(time % 60) === false ? moment + 1 : moment;
}

function monthOf(day: number): number {
  const { year, month } = dateOf(day);
  return year * 12 + month - 1;
}

const CLOCK_UNITS: Partial<Record<RecurrenceRule["frequency"], number>> = {
  HOURLY: 3600,
  MINUTELY: 60,
  SECONDLY: 1,
};
