import type { ContentLine } from "./contentline.ts";
import { paramValue } from "./event-component.ts";
import { DAY } from "./event-date.ts";
import { parseTime } from "./event-time.ts";
import { resolveZone } from "./zones.ts";

/** A value of DTSTART, DTEND, RDATE, … with the zone that it is read in. */
export interface Moment {
  /** Wall-clock seconds since 1970. */
  readonly local: number;
  readonly dateOnly: boolean;
  /** Null of dates and floating times. */
  readonly zone: string | null;
  /** The zone had to be guessed, or is unknown and the time taken as floating. */
  readonly guessed: boolean;
}

/**
 * Reads one value of a property; null where it is no date or time. A DATE has no zone whatever its TZID says, a
 * `Z` wins over a TZID, and VALUE=DATE cuts the time of day off.
 */
export function readMoment(
  line: ContentLine,
  value: string,
  vtimezones: readonly (readonly string[])[],
): Moment | null {
  const time = parseTime(value);
  if (time === null) return null;
  if (time.dateOnly || paramValue(line, "VALUE")?.toUpperCase() === "DATE") {
    return { local: Math.floor(time.local / DAY) * DAY, dateOnly: true, zone: null, guessed: false };
  }
  if (time.utc) return { local: time.local, dateOnly: false, zone: "UTC", guessed: false };
  const tzid = paramValue(line, "TZID");
  if (tzid === null) return { local: time.local, dateOnly: false, zone: null, guessed: false };
  const resolved = resolveZone(tzid, vtimezones);
  return {
    local: time.local,
    dateOnly: false,
    zone: resolved?.zone ?? null,
    guessed: resolved?.guessed ?? true,
  };
}
