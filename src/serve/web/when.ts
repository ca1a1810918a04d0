import type { Occurrence } from "../../core/model/event.ts";

/** The times of a happening in words, for one who stands in the list of a day. */
export interface When {
  /** `20:00–22:30`, `All day`, `until Sun 29 Nov`; dates don't break. */
  readonly text: string;
  /** Zone of `text` where it is not the node's: `Auckland time`. */
  readonly zone: string | null;
  /** The same in the node's zone where its clock shows another time: `07:00 Berlin time`. */
  readonly here: string | null;
  /** Both edges for machines: a date, or a date-time with its offset. */
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
export function whenOf(occurrence: Occurrence, from: Standpoint): When {
  const { timezone } = from;
  const machine = {
    start: machineTime(occurrence.localStart, occurrence.start, occurrence),
    end: machineTime(occurrence.localEnd, occurrence.end, occurrence),
  };
  if (occurrence.allDay) return { text: daysText(occurrence, from), zone: null, here: null, ...machine };
  const zone = occurrence.zone !== null && occurrence.zone !== timezone ? occurrence.zone : null;
  return {
    text: hoursText(occurrence, from),
    zone: zone === null ? null : zoneName(zone),
    here: zone === null ? null : hereText(occurrence, from),
    ...machine,
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

function daysText(occurrence: Occurrence, { day, today }: Standpoint): string {
  const first = Temporal.PlainDate.from(occurrence.localStart);
  const end = Temporal.PlainDate.from(occurrence.localEnd);
  const last = Temporal.PlainDate.compare(end, first) > 0 ? end.subtract({ days: 1 }) : first;
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
  const short24 = occurrence.end - occurrence.start < 86_400_000;
  const ending = short24 ? clock(end) : ` until ${short(end.toPlainDate(), today)}, ${clock(end)}`;
  return `${prefix}${clock(begin)}${short24 ? "–" : ","}${ending}`;
}

function hereText(occurrence: Occurrence, { timezone, today }: Standpoint): string | null {
  const here = Temporal.Instant.fromEpochMilliseconds(occurrence.start).toZonedDateTimeISO(timezone);
  const there = Temporal.PlainDateTime.from(occurrence.localStart);
  if (here.toPlainDateTime().equals(there)) return null;
  const day = here.toPlainDate().equals(there.toPlainDate()) ? "" : `${short(here.toPlainDate(), today)}, `;
  return `${day}${clock(here.toPlainDateTime())} ${zoneName(timezone)}`;
}

function machineTime(local: string, at: number, { allDay, zone }: Occurrence): string {
  if (allDay || zone === null) return local;
  const zoned = Temporal.Instant.fromEpochMilliseconds(at).toZonedDateTimeISO(zone);
  return zoned.toString({ timeZoneName: "never", smallestUnit: "second" });
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
