import type { Occurrence } from "../core/model/event.ts";

/** The times of a happening in words, for one who stands in the list of a day. */
export interface When {
  /** `20:00–22:30`, `All day`, `until Sun 29 Nov`; dates don't break. */
  readonly text: string;
  /** Zone of `text` where it is not the node's: `Auckland time`. */
  readonly zone: string | null;
  /** The same in the node's zone where its clock shows another time: `07:00 Berlin time`. */
  readonly here: string | null;
  /** Both edges for machines: date-times with their offset, or the first and the last day. */
  readonly start: string;
  readonly end: string;
}

/** Where a reader of times stands. */
export interface Standpoint {
  /** The node's. */
  readonly timezone: string;
  /** Years other than this day's are named. */
  readonly today: Temporal.PlainDate;
  /** The day whose heading the time stands under, and which it need not name; null where there is none. */
  readonly day: Temporal.PlainDate | null;
}

/** The times of a happening, seen from there. */
export function whenOf(given: Occurrence, from: Standpoint): When {
  const { timezone } = from;
  if (given.allDay) {
    const { first, last } = daysOf(given);
    const text = daysText(first, last, from);
    return { text, zone: null, here: null, start: first.toString(), end: last.toString() };
  }
  const occurrence = given.zone === "UTC" ? inZone(given, timezone) : given;
  const elsewhere = occurrence.zone !== null && occurrence.zone !== timezone;
  return {
    text: hoursText(occurrence, from),
    zone: elsewhere ? zoneName(occurrence.zone) : null,
    here: elsewhere ? hereText(occurrence, from) : null,
    start: machineTime(occurrence.localStart, occurrence.start, occurrence.zone),
    end: machineTime(occurrence.localEnd, occurrence.end, occurrence.zone),
  };
}

/** `Berlin time` of `Europe/Berlin`. */
export function zoneName(zone: string): string {
  return zone === "UTC" ? "UTC" : `${zone.split("/").at(-1)?.replaceAll("_", " ")} time`;
}

/** `Saturday 21 November`, with the year where it is not that of `today`. */
export function longDay(day: Temporal.PlainDate, today: Temporal.PlainDate): string {
  return LONG.format(day) + (day.year === today.year ? "" : ` ${day.year}`);
}

/** UTC says when something is, but not where: most feeds write it for what happens around the corner. */
function inZone(occurrence: Occurrence, zone: string): Occurrence {
  const local = (at: number) => zoned(at, zone).toPlainDateTime().toString({ smallestUnit: "second" });
  return { ...occurrence, zone, localStart: local(occurrence.start), localEnd: local(occurrence.end) };
}

/** Both days count. */
function daysOf({ localStart, localEnd }: Occurrence): {
  first: Temporal.PlainDate;
  last: Temporal.PlainDate;
} {
  const first = Temporal.PlainDate.from(localStart);
  const end = Temporal.PlainDate.from(localEnd);
  return { first, last: Temporal.PlainDate.compare(end, first) > 0 ? end.subtract({ days: 1 }) : first };
}

function daysText(first: Temporal.PlainDate, last: Temporal.PlainDate, { day, today }: Standpoint): string {
  const begin = day !== null && first.equals(day) ? "" : short(first, today);
  if (last.equals(first)) return begin === "" ? "All day" : `${begin}, all day`;
  return begin === "" ? `until ${short(last, today)}` : `${begin} – ${short(last, today)}`;
}

function hoursText(occurrence: Occurrence, { day, today }: Standpoint): string {
  const begin = Temporal.PlainDateTime.from(occurrence.localStart);
  const end = Temporal.PlainDateTime.from(occurrence.localEnd);
  const date = begin.toPlainDate();
  const prefix = day !== null && date.equals(day) ? "" : `${short(date, today)}, `;
  if (occurrence.start >= occurrence.end) return prefix + clock(begin);
  const overnight = occurrence.end - occurrence.start < 86_400_000;
  const ending = overnight ? `–${clock(end)}` : `, until ${short(end.toPlainDate(), today)}, ${clock(end)}`;
  return prefix + clock(begin) + ending;
}

function hereText(occurrence: Occurrence, { timezone, today }: Standpoint): string | null {
  const here = zoned(occurrence.start, timezone).toPlainDateTime();
  const there = Temporal.PlainDateTime.from(occurrence.localStart);
  if (here.equals(there)) return null;
  const sameDay = here.toPlainDate().equals(there.toPlainDate());
  const day = sameDay ? "" : `${short(here.toPlainDate(), today)}, `;
  return `${day}${clock(here)} ${zoneName(timezone)}`;
}

function machineTime(local: string, at: number, zone: string | null): string {
  return zone === null ? local : zoned(at, zone).toString({ timeZoneName: "never", smallestUnit: "second" });
}

function zoned(at: number, zone: string): Temporal.ZonedDateTime {
  return Temporal.Instant.fromEpochMilliseconds(at).toZonedDateTimeISO(zone);
}

/** `Sat 2 Jan 2027`, without the year where it is that of `today`; never broken. */
function short(day: Temporal.PlainDate, today: Temporal.PlainDate): string {
  const year = day.year === today.year ? "" : ` ${day.year}`;
  return `${SHORT.format(day)}${year}`.replaceAll(" ", "\u00a0");
}

function clock(time: Temporal.PlainDateTime): string {
  return time.toPlainTime().toString({ smallestUnit: "minute" });
}

const SHORT = new Intl.DateTimeFormat("en-GB", { weekday: "short", day: "numeric", month: "short" });
const LONG = new Intl.DateTimeFormat("en-GB", { weekday: "long", day: "numeric", month: "long" });
