import type { Expansion, Occurrence } from "../model/event.ts";
import { readObject, type EventComponent, type EventObject } from "./event-component.ts";
import { DAY } from "./event-date.ts";
import type { Moment } from "./event-moment.ts";
import { endInstant, lasting, spanOf, type Span } from "./event-span.ts";
import { formatLocal, type Duration } from "./event-time.ts";
import { carriedBy, futureRanges, rangeAt, widened, type FutureRange } from "./future-range.ts";
import { addName, isNamed, type Clock, type NamedInstances } from "./occurrence-dates.ts";
import {
  instanceSet,
  type InstanceSet,
  type OccurrenceWindow,
  roomOf,
  TOO_MANY_STEPS,
} from "./occurrence-set.ts";
import { hasUnknownRange, overridesOf, type Override } from "./overrides.ts";
import { type MasterWords, saidBy, saidByMaster, wordsOf } from "./said.ts";
import { toInstant, toLocal } from "./zone-clock.ts";

/**
 * The happenings of a canonical object text within a window, by start (RFC 5545, section 3.8.5). Never throws;
 * what is too much work, or too much to list, is left out with the problem `too-many-steps`, rules that cannot
 * be followed with `unsupported-rule`, an object without a usable start with `no-start`.
 */
export function expand(text: string, window: OccurrenceWindow): Expansion {
  const object = readObject(text);
  const whole = expandObject(object, window);
  const { from, rather = from } = window;
  if (whole.problem !== TOO_MANY_STEPS || rather <= from) return whole;
  return { ...expandObject(object, { ...window, from: rather }), problem: TOO_MANY_STEPS };
}

function expandObject(object: EventObject, window: OccurrenceWindow): Expansion {
  const master = object.events.find((event) => !event.has("RECURRENCE-ID"));
  const shown = master ?? object.events[0];
  const span = shown === undefined ? null : spanOf(shown, object, window.timezone);
  if (shown === undefined || span === null) return { occurrences: [], openEnded: false, problem: "no-start" };

  const clock = { dateOnly: span.start.dateOnly, zone: span.start.zone ?? window.timezone };
  const overrides = overridesOf(object, clock, span.start.local);
  const words = wordsOf(shown);
  const ranges = futureRanges(overrides, object, shown, words, clock, window.timezone);
  const series = { master: shown, words, object, span, clock, ranges, timezone: window.timezone };
  const reach = widened(window, ranges, span.duration, clock);
  const set = master === undefined ? NOTHING : instanceSet(master, object, span, clock, reach);
  const changed = overrides.flatMap((override) => changedOccurrence(override, series));
  const all = [...unchangedOccurrences(set, overrides, series), ...changed];
  const within = all
    .filter((each) => isWithin(each, window))
    .sort((a, b) => a.start - b.start || a.end - b.end);
  const isUnsupported =
    overrides.some(hasUnknownRange) || ranges.length < overrides.filter(({ future }) => future).length;
  // DTSTART and overrides come in addition to what rules give.
  const isTooMany = within.length > roomOf(window) + overrides.length + 1;
  return {
    occurrences: isTooMany ? within.slice(0, roomOf(window)) : within,
    openEnded: set.openEnded || all.some((each) => each.start >= window.to),
    problem: set.problem ?? (isTooMany ? TOO_MANY_STEPS : isUnsupported ? "unsupported-rule" : null),
  };
}

/** What every happening of an object is told from. */
interface Series {
  readonly master: EventComponent;
  readonly words: MasterWords;
  readonly object: EventObject;
  readonly span: Span;
  readonly clock: Clock;
  readonly ranges: readonly FutureRange[];
  /** Of dates and floating times. */
  readonly timezone: string;
}

/** The instances that no override stands for, moved and changed by the range that they fall into. */
function unchangedOccurrences(
  set: InstanceSet,
  overrides: readonly Override[],
  { master, span, clock, ranges, timezone }: Series,
): Occurrence[] {
  const overridden: NamedInstances = { moments: new Set(), days: new Set() };
  for (const { instance } of overrides) addName(instance, clock, overridden);
  const byMaster = saidByMaster(master);
  // By instant: of an hourly rule two fall together where the clock is put forward.
  const occurrences = new Map<number, Occurrence>();
  for (const [local, duration] of set.instances) {
    if (isNamed(overridden, local)) continue;
    const range = rangeAt(ranges, local);
    const happening =
      range === null
        ? { ...timesOf({ ...span.start, local }, duration, timezone), ...byMaster }
        : { ...timesOf(...carriedBy(range, local, duration, clock, timezone), timezone), ...range.said };
    occurrences.set(toInstant(local, clock.zone), happening);
  }
  return [...occurrences.values()];
}

/** An override that says nothing of its end lasts as long as its instance would without it. */
function changedOccurrence(
  { event, local, future }: Override,
  { master, words, object, span: masterSpan, ranges, timezone }: Series,
): Occurrence[] {
  const own = spanOf(event, object, timezone);
  if (own === null) return [];
  const range = future ? null : rangeAt(ranges, local);
  const endless = !event.has("DTEND") && !event.has("DURATION");
  const { start, duration } = endless
    ? lasting(own.start, range?.duration ?? masterSpan.duration, timezone)
    : own;
  const otherwise = range?.said ?? saidByMaster(master);
  return [{ ...timesOf(start, duration, timezone), ...saidBy(event, words, otherwise) }];
}

/** `floating` is the zone of dates and floating times. */
function timesOf(start: Moment, duration: Duration, floating: string) {
  const zone = start.zone ?? floating;
  const from = toInstant(start.local, zone);
  const to = endInstant(start.local, duration, zone);
  const localStart = start.dateOnly ? start.local : toLocal(from, zone);
  const localEnd = start.dateOnly ? start.local + duration.days * DAY : toLocal(to, zone);
  return {
    start: from * 1000,
    end: to * 1000,
    localStart: formatLocal(localStart, start.dateOnly),
    localEnd: formatLocal(localEnd, start.dateOnly),
    zone: start.zone,
    allDay: start.dateOnly,
  };
}

/** One that takes no time is within the window from the moment on at which it is. */
function isWithin({ start, end }: Occurrence, { from, to }: OccurrenceWindow): boolean {
  return start < to && (end > from || (start === end && start >= from));
}

const NOTHING: InstanceSet = { instances: new Map(), openEnded: false, problem: null };
