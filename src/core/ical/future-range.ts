import type { EventComponent, EventObject } from "./event-component.ts";
import { DAY } from "./event-date.ts";
import type { Moment } from "./event-moment.ts";
import { lasting, spanOf } from "./event-span.ts";
import type { Duration } from "./event-time.ts";
import { onClock, type Clock } from "./occurrence-dates.ts";
import type { OccurrenceWindow } from "./occurrence-set.ts";
import type { Override } from "./overrides.ts";
import { type MasterWords, type Said, saidBy, saidByMaster } from "./said.ts";
import { toInstant, toLocal } from "./zone-clock.ts";

/** What an override with `RANGE=THISANDFUTURE` says of its instance and all later ones, up to the next such override. */
export interface FutureRange {
  /** Where its instance would start, on the wall clock of the master. */
  readonly local: number;
  /** Where that instance does start. */
  readonly start: Moment;
  /** Null where it says nothing of its end. */
  readonly duration: Duration | null;
  readonly said: Said;
}

/** The ranges among overrides, by the instances at which they begin; what moves them by many years is none. */
export function futureRanges(
  overrides: readonly Override[],
  object: EventObject,
  master: EventComponent,
  words: MasterWords,
  clock: Clock,
  floating: string,
): readonly FutureRange[] {
  const otherwise = saidByMaster(master);
  return overrides
    .filter(({ future }) => future)
    .flatMap(({ event, local }) => {
      const span = spanOf(event, object, floating);
      if (span === null) return [];
      const ends = event.has("DTEND") || event.has("DURATION");
      return [
        {
          local,
          start: span.start,
          duration: ends ? span.duration : null,
          said: saidBy(event, words, otherwise),
        },
      ];
    })
    .filter((range) => Math.abs(shiftOf(range, clock)) <= LONGEST_SHIFT)
    .sort((a, b) => a.local - b.local);
}

/** Seconds by which a range moves its instances, on the wall clock of the master. */
function shiftOf({ start, local }: FutureRange, clock: Clock): number {
  return onClock({ ...start, dateOnly: false }, clock) - local;
}

/** The range that an instance falls into, null where none has begun. */
export function rangeAt(ranges: readonly FutureRange[], local: number): FutureRange | null {
  return ranges.findLast((range) => range.local <= local) ?? null;
}

/**
 * Start and duration of an instance within a range; `local` and `duration` are those by the master. It starts by the
 * same difference later as the range's own instance, on the wall clock: the time of day holds when clocks change.
 */
export function carriedBy(
  range: FutureRange,
  local: number,
  duration: Duration,
  clock: Clock,
  floating: string,
): readonly [start: Moment, duration: Duration] {
  const start = { ...range.start, local: movedBy(range, local, clock, floating) };
  return [start, range.duration ?? lasting(start, duration, floating).duration];
}

function movedBy({ local: own, start }: FutureRange, local: number, clock: Clock, floating: string): number {
  if (start.dateOnly) return dayOf(local) + start.local - dayOf(own);
  const zone = start.zone ?? floating;
  if (clock.dateOnly || zone === clock.zone) return local + start.local - own;
  const onMaster = local + onClock({ ...start, zone }, clock) - own;
  return toLocal(toInstant(onMaster, clock.zone), zone);
}

/** The window in which instances start that ranges move into the one that is asked for. */
export function widened(
  window: OccurrenceWindow,
  ranges: readonly FutureRange[],
  duration: Duration,
  clock: Clock,
): OccurrenceWindow {
  if (ranges.length === 0) return window;
  const shifts = ranges.map((range) => shiftOf(range, clock));
  const longer = ranges.map((range) =>
    Math.max(0, secondsOf(range.duration ?? duration) - secondsOf(duration)),
  );
  // A day more, for zones and dates.
  const later = Math.max(0, ...shifts.map((shift, index) => shift + longer[index]!)) + DAY;
  const earlier = Math.max(0, ...shifts.map((shift) => -shift)) + DAY;
  return { ...window, from: window.from - later * 1000, to: window.to + earlier * 1000 };
}

/** Ten years: all instances within it have to be looked at. */
const LONGEST_SHIFT = 3_660 * DAY;

function secondsOf({ days, seconds }: Duration): number {
  return days * DAY + seconds;
}

function dayOf(local: number): number {
  return Math.floor(local / DAY) * DAY;
}
