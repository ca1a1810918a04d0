import type { EventSummary } from "../../core/model/event.ts";
import type { EventChange } from "../../core/model/event-change.ts";
import { isDay, isHour, readEnd, readStart } from "./event-fields.ts";
import { UsageError } from "../exit.ts";

/** What a person says of the times of an event that is there; `end: false` takes the end away. */
export interface TypedTimes {
  readonly start?: string;
  readonly end?: string | false;
  readonly timezone?: string;
}

/**
 * The change of times that a person means. They read and write times in the node's zone, whatever zone the event is in,
 * unless they name one: then the event moves to that zone. Of the same day the hour will do.
 */
export function editedTimes(
  { start, end, timezone }: TypedTimes,
  event: Pick<EventSummary, "start" | "allDay">,
  nodeZone: string,
): Pick<EventChange, "start" | "end" | "zone"> {
  if (start === undefined && end === undefined && timezone === undefined) return {};
  const zone = timezone === undefined ? nodeZone : knownZone(timezone);
  const own = event.start.zone;
  const shown = own === null ? event.start.local : inZone(event.start.local, own, zone);
  // A zone alone keeps the time of day: the event was entered in the wrong zone.
  const typed = start === undefined ? (timezone === undefined ? shown : event.start.local) : startText(start);
  const begins = isHour(typed) ? `${shown.slice(0, 10)}T${typed}` : typed;
  const stays = timezone !== undefined || own === null || isDay(begins);
  const written = (local: string): string => (stays || isDay(local) ? local : inZone(local, zone, own));
  const becomesTimed = event.allDay && !isDay(begins);
  return {
    ...((start !== undefined || timezone !== undefined) && { start: written(begins) }),
    ...(timezone !== undefined ? { zone: timezone } : becomesTimed && { zone: nodeZone }),
    ...(end !== undefined && { end: end === false ? null : written(readEnd(end, begins)) }),
  };
}

function startText(start: string): string {
  return isHour(start) ? start : readStart(start);
}

/** A local time of one zone on the clock of another. What cannot be read is left for the event's own rules to name. */
function inZone(local: string, from: string, to: string): string {
  if (from === to || !/^\d{4}-\d\d-\d\dT\d\d:\d\d(:\d\d)?$/.test(local)) return local;
  try {
    const time = Temporal.PlainDateTime.from(local, { overflow: "reject" });
    return time.toZonedDateTime(from).withTimeZone(to).toPlainDateTime().toString({ smallestUnit: "second" });
  } catch {
    return local;
  }
}

function knownZone(zone: string): string {
  try {
    return new Intl.DateTimeFormat("en", { timeZone: zone }).resolvedOptions().timeZone && zone;
  } catch {
    throw new UsageError(`--timezone is "${zone}": expected a name such as Europe/Vienna`);
  }
}
