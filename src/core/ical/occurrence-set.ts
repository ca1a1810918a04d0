import { allOf, type EventComponent, type EventObject } from "./event-component.ts";
import { DAY } from "./event-date.ts";
import { endInstant, type Span } from "./event-span.ts";
import { FIRST_LOCAL, LAST_LOCAL, type Duration, type TimeValue } from "./event-time.ts";
import { addedBy, excludedBy, isNamed, type Clock } from "./occurrence-dates.ts";
import { instancesOf } from "./recurrence-instances.ts";
import type { Steps } from "./recurrence-periods.ts";
import { isClockFrequency, parseRule } from "./recurrence-rule.ts";
import { toLocal } from "./zone-clock.ts";

/** Which happenings are asked for: those that end after `from` and start before `to`, ms since 1970. */
export interface OccurrenceWindow {
  readonly from: number;
  readonly to: number;
  /** The node's zone, for dates and floating times. */
  readonly timezone: string;
  /** Most periods, days and instances of recurrence rules that are looked at; 50,000 where it is left out. */
  readonly maxSteps?: number;
  /** Most happenings; 5,000 where it is left out. */
  readonly maxOccurrences?: number;
  /** Where the window holds too much, those after this moment (ms) are looked for instead. */
  readonly rather?: number;
}

/** The problem of what is too much work, or too much to list. */
export const TOO_MANY_STEPS = "too-many-steps";

/** Instances of a master by their start, each with its duration. Some may lie outside of the window. */
export interface InstanceSet {
  readonly instances: ReadonlyMap<number, Duration>;
  readonly openEnded: boolean;
  readonly problem: string | null;
}

/**
 * The recurrence set of a master (RFC 5545, section 3.8.5.3): DTSTART, which always belongs to it, with what RRULE
 * and RDATE add and without what EXDATE takes out. EXRULE, which RFC 5545 has dropped, is not followed.
 */
export function instanceSet(
  master: EventComponent,
  object: EventObject,
  span: Span,
  clock: Clock,
  window: OccurrenceWindow,
): InstanceSet {
  const { start, duration } = span;
  const to = onWallClock(Math.ceil(window.to / 1000), clock);
  const ruled = ruledInstances(master, span, clock, window);
  const added = addedBy(master, object, clock, start.local);
  const instances = new Map([[start.local, duration]]);
  for (const local of ruled.locals) instances.set(local, duration);
  for (const each of added) instances.set(each.local, each.duration ?? duration);
  const openEnded = ruled.openEnded || start.local >= to || added.some((each) => each.local >= to);
  const excluded = excludedBy(master, object, clock);
  for (const local of instances.keys()) if (isNamed(excluded, local)) instances.delete(local);
  return { instances, openEnded, problem: ruled.problem };
}

/** Most happenings of a window. */
export function roomOf({ maxOccurrences = MOST_OCCURRENCES }: OccurrenceWindow): number {
  return maxOccurrences;
}

/** What the rules of a master give from somewhat before the window up to its end. */
function ruledInstances(master: EventComponent, span: Span, clock: Clock, window: OccurrenceWindow) {
  const { start, duration } = span;
  const steps: Steps = { left: window.maxSteps ?? MOST_STEPS };
  const room = roomOf(window);
  const from =
    onWallClock(Math.floor(window.from / 1000), clock) - duration.days * DAY - duration.seconds - GAP;
  const to = onWallClock(Math.ceil(window.to / 1000), clock);
  const locals: number[] = [];
  let openEnded = false;
  let problem = allOf(master, "EXRULE").length > 0 ? "unsupported-rule" : null;
  for (const line of allOf(master, "RRULE")) {
    const rule = parseRule(line.value);
    if (rule === null || (clock.dateOnly && isClockFrequency(rule.frequency))) {
      problem = "unsupported-rule";
      continue;
    }
    const range = { start: start.local, from, last: lastOf(rule.until, clock) };
    for (const local of instancesOf(rule, range, clock.dateOnly, steps)) {
      openEnded ||= local >= to;
      if (local >= to || locals.length >= room) break;
      if (endInstant(local, duration, clock.zone) * 1000 >= window.from) locals.push(local);
    }
    if (steps.left < 0 || locals.length >= room) return { locals, openEnded: true, problem: TOO_MANY_STEPS };
  }
  return { locals, openEnded, problem };
}

/**
 * The last moment that UNTIL allows, on the wall clock of the master. A date lets all of its day pass; of a time
 * that is given to a rule of dates only the date counts, as it is written.
 */
function lastOf(until: TimeValue | null, clock: Clock): number {
  if (until === null) return LAST_LOCAL;
  if (until.dateOnly || clock.dateOnly) return Math.floor(until.local / DAY) * DAY + DAY - 1;
  return until.utc ? toLocal(until.local, clock.zone) : until.local;
}

/** An instant, in seconds, that may lie beyond all dates. */
function onWallClock(instant: number, clock: Clock): number {
  return toLocal(Math.min(Math.max(instant, FIRST_LOCAL), LAST_LOCAL), clock.zone);
}

/** Times in a gap are read as later ones: so much later at most (save where a zone once left a day out). */
const GAP = 2 * 3600;
const MOST_STEPS = 50_000;
const MOST_OCCURRENCES = 5_000;
