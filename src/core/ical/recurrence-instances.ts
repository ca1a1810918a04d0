import { DAY } from "./event-date.ts";
import { periodsOf, type PeriodRange, type Steps } from "./recurrence-periods.ts";
import type { RecurrenceRule } from "./recurrence-rule.ts";

/**
 * The instances of a rule from `range.from` on, ascending, in wall-clock seconds (RFC 5545, section 3.3.10).
 * Ends with COUNT, after `range.last` (UNTIL), with the year 9999, or with `steps.left` below 0. `dateOnly` rules
 * have no times of day. DTSTART itself is an instance only where it fits the rule.
 */
export function* instancesOf(
  rule: RecurrenceRule,
  range: PeriodRange,
  dateOnly: boolean,
  steps: Steps,
): Generator<number, void> {
  const times = dateOnly ? MIDNIGHT : timesOf(rule, range.start);
  const counts = rule.count !== Infinity;
  const from = Math.max(range.start, range.from);
  let counted = 0;
  for (const bases of periodsOf(rule, counts ? { ...range, from: -Infinity } : range, steps)) {
    if ((steps.left -= rule.positions?.length ?? 0) < 0) return;
    const set = select(bases, times, rule.positions);
    let index = firstAtLeast(set, from);
    counted += index - firstAtLeast(set, range.start);
    for (; index < set.size; index++) {
      const instance = set.at(index);
      if (counted >= rule.count || instance > range.last || --steps.left < 0) return;
      counted++;
      yield instance;
    }
    if (counted >= rule.count) return;
  }
}

/** A sorted list that is never written out: hostile rules make it very long. */
interface Ordered {
  readonly size: number;
  at(index: number): number;
}

/** The times of day in one period, as seconds after each of its moments; what the rule leaves open is DTSTART's. */
function timesOf(rule: RecurrenceRule, start: number): Ordered {
  const time = start - Math.floor(start / DAY) * DAY;
  const isClock = { hour: false, minute: false, second: false, ...CLOCK_PARTS[rule.frequency] };
  const hours = isClock.hour ? NONE : (rule.hours ?? [Math.floor(time / 3600)]);
  const minutes = isClock.minute ? NONE : (rule.minutes ?? [Math.floor(time / 60) % 60]);
  const seconds = isClock.second ? NONE : (rule.seconds ?? [time % 60]);
  const perHour = minutes.length * seconds.length;
  return {
    size: hours.length * perHour,
    at: (index) =>
      hours[Math.floor(index / perHour)]! * 3600 +
      minutes[Math.floor(index / seconds.length) % minutes.length]! * 60 +
      seconds[index % seconds.length]!,
  };
}

/** All times on all days of a period, or those of BYSETPOS. */
function select(bases: readonly number[], times: Ordered, positions: readonly number[] | null): Ordered {
  const size = bases.length * times.size;
  const at = (index: number): number => bases[Math.floor(index / times.size)]! + times.at(index % times.size);
  if (positions === null) return { size, at };
  const indexes = positions
    .map((position) => (position > 0 ? position - 1 : size + position))
    .filter((index) => index >= 0 && index < size)
    .sort((a, b) => a - b);
  const chosen = indexes.filter((index, place) => index !== indexes[place - 1]);
  return { size: chosen.length, at: (index) => at(chosen[index]!) };
}

/** Index of the first that is not below `bound`. */
function firstAtLeast(list: Ordered, bound: number): number {
  let low = 0;
  let high = list.size;
  while (low < high) {
    const middle = Math.floor((low + high) / 2);
    if (list.at(middle) < bound) low = middle + 1;
    else high = middle;
  }
  return low;
}

const MIDNIGHT: Ordered = { size: 1, at: () => 0 };
const NONE = [0];
const CLOCK_PARTS: Partial<Record<RecurrenceRule["frequency"], object>> = {
  HOURLY: { hour: true },
  MINUTELY: { hour: true, minute: true },
  SECONDLY: { hour: true, minute: true, second: true },
};
