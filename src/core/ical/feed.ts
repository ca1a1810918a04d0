import { hash } from "node:crypto";
import type { Refusal } from "../model/refusal.ts";
import { readNumber, readUid } from "./attributes.ts";
import { boundaryOf, findValue, ownLines } from "./component.ts";
import type { Calendar, PlacedComponent } from "./components.ts";
import { readCalendars } from "./components.ts";
import { hasName, unescapeText } from "./contentline.ts";
import { isKnownTimezone } from "./digest.ts";
import { withoutDoubles } from "./doubles.ts";
import type { Block, FeedEvent, Scope, ScopeZone } from "./feed-block.ts";
import type { FeedHead } from "./feed-head.ts";
import { readHead, zoneOf } from "./feed-head.ts";
import { generateUid } from "./generated-uid.ts";
import { MAX_REFUSALS } from "./limits.ts";
import { type Line, readLines } from "./lines.ts";
import { definedTzid, namedTzids } from "./tzid.ts";

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

/** A feed taken apart into objects, and what of it cannot be taken. */
export interface SplitFeed {
  readonly head: FeedHead;
  readonly blocks: readonly Block[];
  readonly refused: readonly Refusal[];
  /** False where the body breaks off before its end: then what it does not show may well be there. */
  readonly complete: boolean;
}

/**
 * Splits a feed into objects, without looking into them more than it has to. Events without a proper UID get the
 * one that every poller of this site (host name `fqdn`) gives them.
 */
export function splitFeed(text: string, fqdn: string): SplitFeed {
  const lines = readLines(text);
  const { calendars, refused } = readCalendars(lines);
  const complete = isComplete(lines);
  const groups = new Map<string, FeedEvent[]>();
  const others: Refusal[] = [];
  for (const calendar of calendars) {
    const scope = scopeOf(calendar);
    for (const event of calendar.components) {
      if (event.name === "VEVENT") add(groups, feedEvent(event, scope, fqdn));
      else if (event.name !== "VTIMEZONE") others.push(notAnEvent(event));
    }
  }
  const objects = [...groups.values()].map(withoutDoubles);
  const blocks = objects.map(({ kept }) => blockOf(text, kept));
  const head = readHead(
    calendars.flatMap(({ properties }) => properties),
    blocks.some(({ marker }) => marker !== null),
  );
  const reported = [
    ...(complete ? [] : [brokenOff(lines)]),
    ...refused,
    ...others,
    ...objects.flatMap((object) => object.refused),
  ];
  return { head, blocks, refused: reported.slice(0, MAX_REFUSALS), complete };
}

/** A calendar ends with its END; events that stand bare end with theirs. */
function isComplete(lines: readonly Line[]): boolean {
  const [boundary, name] = boundaryOf(lines.at(-1)?.text ?? "");
  if (boundary !== "END") return false;
  return name === "VCALENDAR" || !lines.some(({ text }) => boundaryOf(text)[1] === "VCALENDAR");
}

function brokenOff(lines: readonly Line[]): Refusal {
  return {
    component: "VCALENDAR",
    uid: null,
    line: lines.at(-1)?.number ?? 1,
    rule: "broken-off",
    reason: "The calendar breaks off before END:VCALENDAR: nothing counts as gone that it does not show.",
  };
}

function scopeOf({ properties, components }: Calendar): Scope {
  const timezones = new Map<string, ScopeZone>();
  for (const component of components) {
    if (component.name !== "VTIMEZONE" || isKnownTimezone(component)) continue;
    const tzid = definedTzid(component);
    if (timezones.has(tzid)) continue;
    timezones.set(tzid, { ...component, hash: hash("sha256", component.lines.join("\n")) });
  }
  return { zone: zoneOf(properties), timezones };
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
  for (const tzid of namedTzids([event])) basis += scope.timezones.get(tzid)?.hash ?? "";
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
