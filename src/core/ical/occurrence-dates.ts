import type { ContentLine } from "./contentline.ts";
import { allOf, type EventComponent, type EventObject } from "./event-component.ts";
import { DAY } from "./event-date.ts";
import { readMoment, type Moment } from "./event-moment.ts";
import { parseDuration, type Duration } from "./event-time.ts";
import { toInstant, toLocal } from "./zone-clock.ts";

/** Instances named by EXDATE or RECURRENCE-ID, on the wall clock of the master. */
export interface NamedInstances {
  readonly moments: Set<number>;
  /** Named by their day alone (day numbers). */
  readonly days: Set<number>;
}

/** The wall clock of a master, which all its instances are counted on. */
export interface Clock {
  readonly dateOnly: boolean;
  /** The zone of its start; the node's for dates and floating times. */
  readonly zone: string;
}

/** A moment on the wall clock of the master. One without a zone is taken to be on it already. */
export function onClock(moment: Moment, clock: Clock): number {
  if (clock.dateOnly) return Math.floor(moment.local / DAY) * DAY;
  if (moment.zone === null || moment.zone === clock.zone) return moment.local;
  return toLocal(toInstant(moment.local, moment.zone), clock.zone);
}

/**
 * Where the instance of a master that a moment names starts, on the wall clock of the master. A date given to an event
 * with a time of day means that time on that day; `start` is that of the master.
 */
export function instanceLocal(moment: Moment, clock: Clock, start: number): number {
  if (!moment.dateOnly || clock.dateOnly) return onClock(moment, clock);
  return moment.local + (start - Math.floor(start / DAY) * DAY);
}

/** EXDATE (RFC 5545, section 3.8.5.1). A date takes out all that starts on that day, whatever the time. */
export function excludedBy(event: EventComponent, object: EventObject, clock: Clock): NamedInstances {
  const excluded: NamedInstances = { moments: new Set(), days: new Set() };
  for (const line of allOf(event, "EXDATE")) {
    for (const value of line.value.split(",")) {
      const moment = readMoment(line, value, object.zones);
      if (moment !== null) addName(moment, clock, excluded);
    }
  }
  return excluded;
}

export function addName(moment: Moment, clock: Clock, instances: NamedInstances): void {
  if (moment.dateOnly) instances.days.add(moment.local / DAY);
  else instances.moments.add(onClock(moment, clock));
}

export function isNamed(instances: NamedInstances, local: number): boolean {
  return instances.moments.has(local) || instances.days.has(Math.floor(local / DAY));
}

/** An instance that RDATE adds; of a PERIOD with a duration of its own. */
export interface AddedInstance {
  readonly local: number;
  readonly duration: Duration | null;
}

/** RDATE (RFC 5545, section 3.8.5.2). */
export function addedBy(
  event: EventComponent,
  object: EventObject,
  clock: Clock,
  start: number,
): readonly AddedInstance[] {
  const added: AddedInstance[] = [];
  for (const line of allOf(event, "RDATE")) {
    for (const value of line.value.split(",")) {
      const [first = "", rest] = value.split("/");
      const moment = readMoment(line, first, object.zones);
      if (moment === null) continue;
      const local = instanceLocal(moment, clock, start);
      const ownEnd = rest !== undefined && !clock.dateOnly;
      added.push({ local, duration: ownEnd ? periodDuration(line, moment, rest, object) : null });
    }
  }
  return added;
}

function periodDuration(
  line: ContentLine,
  start: Moment,
  rest: string,
  object: EventObject,
): Duration | null {
  const end = readMoment(line, rest, object.zones);
  if (end === null) return parseDuration(rest);
  const zone = start.zone ?? "UTC";
  return {
    days: 0,
    seconds: Math.max(0, toInstant(end.local, end.zone ?? zone) - toInstant(start.local, zone)),
  };
}
