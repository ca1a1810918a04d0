import { hash } from "node:crypto";
import type { Refusal } from "../model/refusal.ts";
import type { Attribute } from "./attributes.ts";
import { readNumber, readUid } from "./attributes.ts";
import { lastModifiedOf, sequenceOf } from "./calendar-text.ts";
import type { Calendar, PlacedComponent } from "./components.ts";
import { findValue, ownLines, readCalendars } from "./components.ts";
import { hasName, unescapeText } from "./contentline.ts";
import { componentDigest, isKnownTimezone } from "./digest.ts";
import { generateUid } from "./generated-uid.ts";
import { MAX_REFUSALS } from "./limits.ts";
import { readLines } from "./lines.ts";
import { durationMs } from "./moment.ts";
import { definedTzid, namedTzids } from "./tzid.ts";
import { isKnownZone } from "./zones.ts";

/** What a feed says of itself. */
export interface FeedHead {
  readonly name: string | null;
  /** `X-WR-TIMEZONE` as it is spelled, where it names a known zone. */
  readonly timezone: string | null;
  /** How often it wants to be polled (`REFRESH-INTERVAL`, `X-PUBLISHED-TTL`), ms. */
  readonly refreshMs: number | null;
  /** Its objects are marked with `X-DISCAL-OBJECT`: a DisCal node publishes it. */
  readonly discal: boolean;
}

/** What the VCALENDAR around an event says of its times. */
export interface Scope {
  /** TZID of floating times, null where they stay so. */
  readonly zone: string | null;
  /** Definitions of zones that are not known by name, by TZID. */
  readonly timezones: ReadonlyMap<string, PlacedComponent>;
}

/** All that a feed shows of one UID: a master, its overrides. */
export interface Block {
  readonly uid: string;
  /** First line in the feed, from 1. */
  readonly line: number;
  /** The events as they arrived. */
  readonly raw: string;
  /** Equal as long as the cut would be: of the lines without DTSTAMP, and of what they depend on. */
  readonly rawHash: string;
  /** `X-DISCAL-OBJECT`: C1 of the object that a DisCal node publishes here. */
  readonly marker: string | null;
  /** `X-HOP` as the feed shows it. */
  readonly hop: Attribute<number>;
  readonly events: readonly FeedEvent[];
}

/** One VEVENT of a feed. */
export interface FeedEvent {
  readonly event: PlacedComponent;
  readonly scope: Scope;
  /** Its lines without those of nested components. */
  readonly own: readonly string[];
  /** The UID under which it is filed. */
  readonly uid: string;
  /** Value of RECURRENCE-ID, "" of a master. */
  readonly recurrenceId: string;
}

/** Is a body a calendar at all? Web pages, empty bodies and error messages are not, and change nothing. */
export function isCalendar(
  text: string,
): { readonly ok: true } | { readonly ok: false; readonly reason: string } {
  if (/^\ufeff?[ \t]*BEGIN:[ \t]*(?:VCALENDAR|VEVENT)[ \t]*\r?$/im.test(text)) return { ok: true };
  const start = text.slice(0, 200).trimStart();
  const said = start.replaceAll(/\s+/g, " ").slice(0, 80);
  if (start === "") return { ok: false, reason: "The body is empty." };
  if (start.startsWith("<")) return { ok: false, reason: `It is a web page or XML: ${said}` };
  if (/^[{[]/.test(start)) return { ok: false, reason: `It is JSON: ${said}` };
  return { ok: false, reason: `BEGIN:VCALENDAR is missing; it starts with: ${said}` };
}

export interface SplitFeed {
  readonly head: FeedHead;
  readonly blocks: readonly Block[];
  readonly refused: readonly Refusal[];
}

/**
 * Splits a feed into objects, without looking into them more than it has to. Events without a proper UID get the
 * one that every poller of this site (host name `fqdn`) gives them.
 */
export function splitFeed(text: string, fqdn: string): SplitFeed {
  const { calendars, refused: broken } = readCalendars(readLines(text));
  const refused = [...broken];
  const groups = new Map<string, FeedEvent[]>();
  for (const calendar of calendars) {
    const scope = scopeOf(calendar);
    for (const event of calendar.components) {
      if (event.name === "VEVENT") add(groups, feedEvent(event, scope, fqdn));
      else if (event.name !== "VTIMEZONE") refused.push(notAnEvent(event));
    }
  }
  const blocks = [...groups.values()].map((members) => blockOf(text, withoutDoubles(members, refused)));
  return { head: headOf(calendars, blocks), blocks, refused: refused.slice(0, MAX_REFUSALS) };
}

function headOf(calendars: readonly Calendar[], blocks: readonly Block[]): FeedHead {
  const lines = calendars.flatMap(({ properties }) => properties);
  const name = findValue(lines, "X-WR-CALNAME") ?? findValue(lines, "NAME");
  const refresh = findValue(lines, "REFRESH-INTERVAL") ?? findValue(lines, "X-PUBLISHED-TTL");
  return {
    name: name === null ? null : unescapeText(name).trim() || null,
    timezone: zoneOf(lines),
    refreshMs: refresh === null ? null : durationMs(refresh.trim()),
    discal: blocks.some(({ marker }) => marker !== null),
  };
}

function scopeOf({ properties, components }: Calendar): Scope {
  const timezones = new Map<string, PlacedComponent>();
  for (const component of components) {
    if (component.name !== "VTIMEZONE" || isKnownTimezone(component)) continue;
    const tzid = definedTzid(component);
    if (!timezones.has(tzid)) timezones.set(tzid, component);
  }
  return { zone: zoneOf(properties), timezones };
}

function zoneOf(properties: readonly string[]): string | null {
  const tzid = unescapeText(findValue(properties, "X-WR-TIMEZONE") ?? "").trim();
  return tzid !== "" && isKnownZone(tzid) ? tzid : null;
}

function feedEvent(event: PlacedComponent, scope: Scope, fqdn: string): FeedEvent {
  const own = ownLines(event);
  const uid = readUid(unescapeText(findValue(own, "UID") ?? ""));
  return {
    event,
    scope,
    own,
    uid: uid.kind === "valid" ? uid.value : generateUid(own, fqdn),
    recurrenceId: findValue(own, "RECURRENCE-ID") ?? "",
  };
}

function add(groups: Map<string, FeedEvent[]>, member: FeedEvent): void {
  const group = groups.get(member.uid);
  if (group === undefined) groups.set(member.uid, [member]);
  else group.push(member);
}

/** Of two masters, or two overrides of one happening, the greater counts (protocol, section 3). */
function withoutDoubles(members: readonly FeedEvent[], refused: Refusal[]): readonly FeedEvent[] {
  if (members.length === 1) return members;
  const kept = new Map<string, FeedEvent>();
  for (const member of members) {
    const rival = kept.get(member.recurrenceId);
    if (rival === undefined) {
      kept.set(member.recurrenceId, member);
      continue;
    }
    const [winner, loser] = isGreater(member, rival) ? [member, rival] : [rival, member];
    kept.set(member.recurrenceId, winner);
    refused.push(double(loser, winner));
  }
  return [...kept.values()];
}

function isGreater(a: FeedEvent, b: FeedEvent): boolean {
  const order = sequenceOf(a.own) - sequenceOf(b.own);
  if (order !== 0) return order > 0;
  const [x, y] = [lastModifiedOf(a.own), lastModifiedOf(b.own)];
  return x === y ? componentDigest(a.event) > componentDigest(b.event) : x > y;
}

function blockOf(text: string, members: readonly FeedEvent[]): Block {
  const first = members[0]!;
  const marker =
    members.map(({ own }) => findValue(own, "X-DISCAL-OBJECT")).find((each) => each !== null) ?? null;
  const hop = readNumber(findValue(first.own, "X-HOP") ?? "");
  return {
    uid: first.uid,
    line: first.event.line,
    raw: members.map(({ event }) => `${text.slice(event.start, event.end)}\r\n`).join(""),
    rawHash: hash("sha256", members.map(basisOf).join("")),
    marker: marker !== null && /^[0-9a-f]{64}$/.test(marker) ? marker : null,
    hop,
    events: members,
  };
}

/** What decides how an event is cut. */
function basisOf({ event, scope }: FeedEvent): string {
  let basis = `${scope.zone ?? ""}\n`;
  for (const line of event.lines) if (!hasName(line, "DTSTAMP")) basis += `${line}\n`;
  if (scope.timezones.size === 0) return basis;
  for (const tzid of namedTzids([event])) basis += scope.timezones.get(tzid)?.lines.join("\n") ?? "";
  return basis;
}

function notAnEvent({ name, line, lines }: PlacedComponent): Refusal {
  const uid = findValue(lines, "UID");
  const reason = `${name} is no event: only VEVENTs are taken.`;
  return {
    component: name,
    uid: uid === null ? null : unescapeText(uid),
    line,
    rule: "not-an-event",
    reason,
  };
}

function double({ uid, recurrenceId, event }: FeedEvent, winner: FeedEvent): Refusal {
  const what = recurrenceId === "" ? "as a master" : `with RECURRENCE-ID ${recurrenceId}`;
  const reason = `This UID stands twice ${what}; the event in line ${winner.event.line} counts.`;
  return { component: "VEVENT", uid, line: event.line, rule: "duplicate", reason };
}
