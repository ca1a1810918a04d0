import { firstOf, type EventComponent, type EventObject } from "./event-component.ts";
import { DAY } from "./event-date.ts";
import { readMoment, type Moment } from "./event-moment.ts";
import { parseDuration, type Duration } from "./event-time.ts";
import { toInstant, toLocal } from "./zone-clock.ts";

/** When an event takes place: its start, its end, and how every happening of it gets from one to the other. */
export interface Span {
  readonly start: Moment;
  readonly end: Moment;
  readonly duration: Duration;
}

/**
 * Times of a component (RFC 5545, section 3.6.1), null where it has no usable start. Without DTEND and DURATION
 * a date lasts its day and a time no time; so does what would end before it starts. `floating` is the zone of
 * dates and floating times.
 */
export function spanOf(event: EventComponent, object: EventObject, floating: string): Span | null {
  const start = momentOf(event, "DTSTART", object) ?? momentOf(event, "RECURRENCE-ID", object);
  if (start === null) return null;
  const end = momentOf(event, "DTEND", object);
  if (end !== null) return start.dateOnly ? dateSpan(start, end) : timeSpan(start, end, floating);
  const duration = parseDuration(firstOf(event, "DURATION")?.value ?? "") ?? { days: 0, seconds: 0 };
  return lasting(start, duration, floating);
}

/** Where a happening ends that starts at this wall-clock time, as an instant: days first, then seconds. */
export function endInstant(local: number, duration: Duration, zone: string): number {
  return toInstant(local + duration.days * DAY, zone) + duration.seconds;
}

/** The span of this start and duration; of a date at least one day, and whole ones. */
export function lasting(start: Moment, duration: Duration, floating: string): Span {
  if (start.dateOnly) {
    const days = Math.max(1, duration.days + Math.ceil(duration.seconds / DAY));
    return { start, end: { ...start, local: start.local + days * DAY }, duration: { days, seconds: 0 } };
  }
  const zone = start.zone ?? floating;
  return {
    start,
    end: { ...start, local: toLocal(endInstant(start.local, duration, zone), zone) },
    duration,
  };
}

export function momentOf(event: EventComponent, name: string, object: EventObject): Moment | null {
  const line = firstOf(event, name);
  return line === null ? null : readMoment(line, line.value, object.zones);
}

/** An end with a time of day belongs to the last day of an event of whole days. */
function dateSpan(start: Moment, end: Moment): Span {
  const days = Math.max(1, Math.ceil((end.local - start.local) / DAY));
  return { start, end: { ...start, local: start.local + days * DAY }, duration: { days, seconds: 0 } };
}

/** An end without a zone of its own is in the zone of the start. */
function timeSpan(start: Moment, written: Moment, floating: string): Span {
  const zone = start.zone ?? floating;
  const end = written.zone === null ? { ...written, dateOnly: false, zone: start.zone } : written;
  const from = toInstant(start.local, zone);
  const to = toInstant(end.local, end.zone ?? floating);
  if (to <= from) return { start, end: start, duration: { days: 0, seconds: 0 } };
  const days = Math.max(0, Math.floor((toLocal(to, zone) - start.local) / DAY));
  const seconds = to - toInstant(start.local + days * DAY, zone);
  return { start, end, duration: { days, seconds } };
}
