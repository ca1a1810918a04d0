import { DomainError } from "../model/domain-error.ts";
import type { Version } from "../model/version.ts";
import { CALENDAR_HEAD, eventsOf, sequenceOf } from "./calendar-text.ts";
import type { Component } from "./component.ts";
import { mapLines, ownLines } from "./component.ts";
import { readCalendars } from "./components.ts";
import { CONTROL, withoutControls } from "./controls.ts";
import { escapeProse, nameOf } from "./contentline.ts";
import { takeZones } from "./feed-zones.ts";
import { readLines } from "./lines.ts";
import { utcText } from "./moment.ts";

/** What a feed says of itself (RFC 7986). */
export interface FeedHeading {
  readonly name: string;
  /** Where the feed is. */
  readonly url: string;
  readonly description?: string;
  /** A CSS colour name. */
  readonly color?: string;
  /** How often it is worth asking, in minutes; 60 where it is not given. */
  readonly refreshMinutes?: number;
}

/** What is known of a feed that is being written. */
export interface FeedState {
  /** Lines of the VTIMEZONE that stands in the feed, by TZID; "" where an object names a zone that nobody defines. */
  readonly timezones: Map<string, string>;
  /** Calendars of objects that define a zone otherwise than the feed does: they follow at its end. */
  readonly apart: string[];
}

/** The state of a feed before its first object. */
export function newFeedState(): FeedState {
  return { timezones: new Map(), apart: [] };
}

/** A content line as it leaves: folded at 75 octets (RFC 5545, section 3.1), ended by CRLF. */
export function foldLine(line: string): string {
  if (SHORT_ASCII.test(line)) return `${line}\r\n`;
  if (CONTROL.test(line)) {
    throw new DomainError("invalid", `A line with control characters is not written: ${nameOf(line)}.`);
  }
  let folded = "";
  let start = 0;
  let room = 75;
  for (let at = 0; at < line.length;) {
    const codePoint = line.codePointAt(at)!;
    const size = octetsOf(codePoint);
    if (size > room) {
      folded += `${line.slice(start, at)}\r\n `;
      start = at;
      room = 74;
    }
    room -= size;
    at += codePoint > 0xffff ? 2 : 1;
  }
  return `${folded}${line.slice(start)}\r\n`;
}

/** The beginning of a feed. No X-WR-TIMEZONE: it would give a zone to times that float. */
export function feedStart({ name, url, description, color, refreshMinutes = 60 }: FeedHeading): string {
  const refresh = `PT${Math.max(1, Math.round(refreshMinutes))}M`;
  const lines = [
    ...CALENDAR_HEAD,
    `NAME:${text(name)}`,
    `X-WR-CALNAME:${text(name)}`,
    ...(description === undefined
      ? []
      : [`DESCRIPTION:${text(description)}`, `X-WR-CALDESC:${text(description)}`]),
    `SOURCE;VALUE=URI:${url}`,
    `REFRESH-INTERVAL;VALUE=DURATION:${refresh}`,
    `X-PUBLISHED-TTL:${refresh}`,
    ...(color === undefined ? [] : [`COLOR:${text(color)}`]),
  ];
  return write(lines);
}

/**
 * One stored object as a feed carries it (protocol, section 4): its own lines, but SEQUENCE, DTSTAMP and LAST-MODIFIED
 * are such that ordinary clients follow (RFC 5546), and marked so that DisCal nodes find the object itself. Before it
 * come the zones that it is the first to name. "" where it is put apart.
 */
export function feedObject(
  published: { readonly version: Version; readonly changedAt: number; readonly tags: readonly string[] },
  state: FeedState,
): string {
  const { calendars } = readCalendars(readLines(published.version.text));
  const components = calendars.flatMap((calendar) => calendar.components);
  const events = eventsOf(components).map((event) => exported(event, published));
  const zones = takeZones(state.timezones, components);
  const body = write([...zones.lines, ...events.flatMap(({ lines }) => lines)]);
  if (!zones.clash) return body;
  const calendar = `${write(CALENDAR_HEAD)}${body}END:VCALENDAR\r\n`;
  if (state.apart.push(calendar) <= MOST_APART) return "";
  const interlude = `${feedEnd(state)}${write(CALENDAR_HEAD)}`;
  state.apart.length = 0;
  state.timezones.clear();
  return interlude;
}

/** The end of a feed, and after it the calendars of the objects that were put apart (RFC 5545, section 3.4). */
export function feedEnd(state: FeedState): string {
  return `END:VCALENDAR\r\n${state.apart.join("")}`;
}

function exported(
  event: Component,
  {
    version,
    changedAt,
    tags,
  }: { readonly version: Version; readonly changedAt: number; readonly tags: readonly string[] },
): Component {
  const sequence = Math.max(sequenceOf(ownLines(event)), version.revision);
  const changed = utcText(changedAt);
  const added = [
    `DTSTAMP:${changed}`,
    `LAST-MODIFIED:${changed}`,
    `SEQUENCE:${sequence}`,
    `X-HOP:${version.hop}`,
    `X-DISCAL-OBJECT:${version.c1}`,
    ...tags.map((tag) => `X-DISCAL-TAG:${text(tag)}`),
  ];
  return mapLines(event, (line, isOwn) => (isOwn && REWRITTEN.has(nameOf(line)) ? null : line), added);
}

function write(lines: readonly string[]): string {
  return lines.map(foldLine).join("");
}

function text(value: string): string {
  return withoutControls(escapeProse(value));
}

function octetsOf(codePoint: number): number {
  return codePoint < 0x80 ? 1 : codePoint < 0x800 ? 2 : codePoint < 0x1_0000 ? 3 : 4;
}

/** So many objects wait for the end of a feed; on more they are carried at once, and a further calendar follows. */
const MOST_APART = 500;
const SHORT_ASCII = /^[\t\x20-\x7e]{0,75}$/;
const REWRITTEN: ReadonlySet<string> = new Set(["DTSTAMP", "LAST-MODIFIED", "SEQUENCE"]);
