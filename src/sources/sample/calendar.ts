import { escapeText } from "../../core/ical/contentline.ts";
import type { SampleDay, SampleEvent, SampleHouse } from "./programme.ts";

interface Today {
  readonly date: string;
  readonly timezone: string;
}

/** The calendar that a house publishes on a day, as iCalendar text (RFC 5545). */
export function calendarOf(house: SampleHouse, today: Today): string {
  const lines = [
    "BEGIN:VCALENDAR",
    "VERSION:2.0",
    "PRODID:-//Port Marigold//A city that does not exist//EN",
    `X-WR-CALNAME:${escapeText(house.name)}`,
    ...house.events.flatMap((event) => eventLines(event, house, today)),
    "END:VCALENDAR",
  ];
  return lines.map((line) => `${fold(line)}\r\n`).join("");
}

/** A master, and the one happening that is different. */
function eventLines(event: SampleEvent, house: SampleHouse, today: Today): string[] {
  const edges = (week: number) => timesOf(event, { weekday: event.on.weekday, week }, today);
  const first = edges(event.on.week);
  const repeats = event.weekly?.without.map((week) => `EXDATE${edges(week).start}`);
  const common = [
    `UID:${event.id}@${event.from ?? house.slug}.portmarigold.example`,
    `DTSTAMP:${compact(Temporal.PlainDate.from(today.date).subtract({ days: 20 }))}T080000Z`,
    `DESCRIPTION:${escapeText(event.text)}`,
    `CATEGORIES:${event.tags.map(escapeText).join(",")}`,
    `STATUS:${event.cancelled ? "CANCELLED" : event.tentative ? "TENTATIVE" : "CONFIRMED"}`,
    ...(event.url === undefined ? [] : [`URL:${event.url}`]),
  ];
  const component = (what: { title: string; place: string }, when: Edges, own: readonly string[]) => [
    "BEGIN:VEVENT",
    ...common,
    `SUMMARY:${escapeText(what.title)}`,
    `LOCATION:${escapeText(what.place)}`,
    `DTSTART${when.start}`,
    `DTEND${when.end}`,
    ...own,
    "END:VEVENT",
  ];
  const master = component(event, first, repeats === undefined ? [] : ["RRULE:FREQ=WEEKLY", ...repeats]);
  if (event.instead === undefined) return master;
  const other = edges(event.instead.week);
  return [...master, ...component(event.instead, other, [`RECURRENCE-ID${other.start}`])];
}

/** Parameters and values of DTSTART and DTEND. */
interface Edges {
  readonly start: string;
  readonly end: string;
}

function timesOf(event: SampleEvent, on: SampleDay, today: Today): Edges {
  const day = dateOf(on, today.date);
  if (event.at === undefined) {
    const date = (each: Temporal.PlainDate) => `;VALUE=DATE:${compact(each)}`;
    return { start: date(day), end: date(day.add(event.lasts)) };
  }
  const zone = event.zones?.find((each) => each !== today.timezone) ?? today.timezone;
  const dateTime = (each: Temporal.PlainDateTime) =>
    zone === "UTC" ? `:${compact(each)}Z` : `;TZID=${zone}:${compact(each)}`;
  const begin = day.toPlainDateTime(event.at);
  return { start: dateTime(begin), end: dateTime(begin.add(event.lasts)) };
}

function dateOf({ weekday, week }: SampleDay, today: string): Temporal.PlainDate {
  const date = Temporal.PlainDate.from(today);
  return date.add({ days: weekday - date.dayOfWeek + 7 * week });
}

/** Basic format of ISO 8601: `20261121`, `20261121T190000`. */
function compact(moment: Temporal.PlainDate | Temporal.PlainDateTime): string {
  return moment.toString().replaceAll(/[-:]/g, "");
}

/** At most 75 octets in a line (RFC 5545, section 3.1), never within a character. */
function fold(line: string): string {
  let octets = 0;
  let folded = "";
  for (const character of line) {
    const size = Buffer.byteLength(character);
    if (octets + size > 75) {
      folded += "\r\n ";
      octets = 1;
    }
    folded += character;
    octets += size;
  }
  return folded;
}
