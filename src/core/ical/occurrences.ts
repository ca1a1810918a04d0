import type { Expansion, Occurrence } from "../model/event.ts";
import {
  firstOf,
  isCancelled,
  paramValue,
  readObject,
  type EventComponent,
  type EventObject,
} from "./event-component.ts";
import { textOf } from "./event-text.ts";
import { DAY } from "./event-date.ts";
import type { Moment } from "./event-moment.ts";
import { endInstant, lasting, momentOf, spanOf, type Span } from "./event-span.ts";
import { formatLocal, type Duration } from "./event-time.ts";
import { addName, isNamed, onClock, type Clock, type NamedInstances } from "./occurrence-dates.ts";
import { instanceSet, type InstanceSet, type OccurrenceWindow } from "./occurrence-set.ts";
import { toInstant, toLocal } from "./zone-clock.ts";

/**
 * The happenings of a canonical object text within a window, by start (RFC 5545, section 3.8.5). Never throws;
 * what is too much work, or too much to list, is left out with the problem `too-many-steps`, rules that cannot
 * be followed with `unsupported-rule`, an object without a usable start with `no-start`.
 */
export function expand(text: string, window: OccurrenceWindow): Expansion {
  const object = readObject(text);
  const master = object.events.find((event) => !event.has("RECURRENCE-ID"));
  const shown = master ?? object.events[0];
  const span = shown === undefined ? null : spanOf(shown, object, window.timezone);
  if (shown === undefined || span === null) return { occurrences: [], openEnded: false, problem: "no-start" };

  const clock = { dateOnly: span.start.dateOnly, zone: span.start.zone ?? window.timezone };
  const set = master === undefined ? NOTHING : instanceSet(master, object, span, clock, window);
  const overrides = overridesOf(object, clock);
  const changed = overrides.flatMap(({ event }) => changedOccurrence(event, shown, object, span, window));
  const all = [...unchangedOccurrences(set, overrides, span.start, clock, isCancelled(shown)), ...changed];
  return {
    occurrences: all
      .filter((each) => isWithin(each, window))
      .sort((a, b) => a.start - b.start || a.end - b.end),
    openEnded: set.openEnded || changed.some((each) => each.start >= window.to),
    problem: set.problem ?? (overrides.some(({ event }) => changesFuture(event)) ? "unsupported-rule" : null),
  };
}

/** A component that stands for one instance of the master (RFC 5545, section 3.8.4.4). */
interface Override {
  readonly event: EventComponent;
  readonly instance: Moment;
}

/** Of several for one instance the last counts. */
function overridesOf(object: EventObject, clock: Clock): readonly Override[] {
  const overrides = new Map<number, Override>();
  for (const event of object.events) {
    if (!event.has("RECURRENCE-ID")) continue;
    const instance = momentOf(event, "RECURRENCE-ID", object) ?? momentOf(event, "DTSTART", object);
    if (instance !== null) overrides.set(onClock(instance, clock), { event, instance });
  }
  return [...overrides.values()];
}

function unchangedOccurrences(
  set: InstanceSet,
  overrides: readonly Override[],
  start: Moment,
  clock: Clock,
  cancelled: boolean,
): Occurrence[] {
  const overridden: NamedInstances = { moments: new Set(), days: new Set() };
  for (const { instance } of overrides) addName(instance, clock, overridden);
  // By instant: of an hourly rule two fall together where the clock is put forward.
  const occurrences = new Map<number, Occurrence>();
  for (const [local, duration] of set.instances) {
    if (isNamed(overridden, local)) continue;
    const times = timesOf({ ...start, local }, duration, clock.zone);
    occurrences.set(times.start, { ...times, title: null, location: null, cancelled });
  }
  return [...occurrences.values()];
}

/** An override that says nothing of its end lasts as long as the master. */
function changedOccurrence(
  event: EventComponent,
  master: EventComponent,
  object: EventObject,
  masterSpan: Span,
  window: OccurrenceWindow,
): Occurrence[] {
  const own = spanOf(event, object, window.timezone);
  if (own === null) return [];
  const endless = !event.has("DTEND") && !event.has("DURATION");
  const span = endless ? lasting(own.start, masterSpan.duration, window.timezone) : own;
  const times = timesOf(span.start, span.duration, span.start.zone ?? window.timezone);
  const title = textOf(event, "SUMMARY");
  const location = textOf(event, "LOCATION");
  return [
    {
      ...times,
      title: title === "" || title === textOf(master, "SUMMARY") ? null : title,
      location: location === "" || location === textOf(master, "LOCATION") ? null : location,
      cancelled: event.has("STATUS") ? isCancelled(event) : isCancelled(master),
    },
  ];
}

function timesOf(start: Moment, duration: Duration, zone: string) {
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

function changesFuture(event: EventComponent): boolean {
  const line = firstOf(event, "RECURRENCE-ID");
  return line !== null && paramValue(line, "RANGE") !== null;
}

const NOTHING: InstanceSet = { instances: new Map(), openEnded: false, problem: null };
