import type { Refusal } from "../model/refusal.ts";
import type { Version } from "../model/version.ts";
import { MAX_NUMBER } from "../model/version.ts";
import type { PlainHttp } from "./attributes.ts";
import { combineAttributes, readAttributes } from "./attributes.ts";
import { calendarLines, versionOf } from "./calendar-text.ts";
import type { Component } from "./component.ts";
import { findValue, mapLines } from "./component.ts";
import { escapeText, nameOf, parseContentLine, quoteParam } from "./contentline.ts";
import type { Fault } from "./fault.ts";
import { countFault, eventFault, rawFault, sizeFault } from "./fault.ts";
import type { Block, FeedEvent } from "./feed-block.ts";
import { isLocalTime } from "./moment.ts";
import type { Stamp } from "./stamp-lines.ts";
import { isForeignToCommons, isStamp, stampLines } from "./stamp-lines.ts";
import { namedTzids } from "./tzid.ts";

/** What a cut needs to know beside the feed's own words. */
export interface CutOptions {
  /** Where a change is reported if the feed does not say: the importing node's own revise URL. */
  readonly reviseUrl: string;
  /** First 16 hex digits of SHA-256 of the feed's URL. */
  readonly source: string;
  readonly plainHttp?: PlainHttp;
}

/** `revised`: the feed itself carried a valid `X-REVISION`. */
export interface CutObject {
  readonly version: Version;
  readonly revised: boolean;
}

/**
 * Cuts one object out of a plain feed, as it enters the commons (protocol, sections 1 and 3): the events' lines as
 * they stand, without attendees and the marks of other nodes, and the zones that they name.
 */
export function cutObject(block: Block, options: CutOptions): CutObject | Refusal {
  const refuse = (line: number, fault: Fault): Refusal => ({
    component: "VEVENT",
    // Of what is private not even its name is kept: whoever publishes it finds it by its line.
    uid: fault.rule === "private" ? null : block.uid,
    line,
    ...fault,
  });
  const faults = block.events.flatMap(({ event, own }) => {
    const fault = eventFault(own);
    return fault === null ? [] : [{ line: event.line, fault }];
  });
  // Before all else: what became private is taken back, however broken it is.
  const secret = faults.find(({ fault }) => fault.rule === "private");
  if (secret !== undefined) return refuse(secret.line, secret.fault);
  const tooMany = countFault(block.events.map(({ event }) => event)) ?? rawFault(block.raw);
  if (tooMany !== null) return refuse(block.line, tooMany);
  if (faults[0] !== undefined) return refuse(faults[0].line, faults[0].fault);
  const read = combineAttributes(block.events.map(({ own }) => readAttributes(own, options.plainHttp)));
  const revised = read.revision.kind === "valid";
  const attributes = {
    uid: block.uid,
    hop: read.hop.kind === "valid" ? Math.min(read.hop.value + 1, MAX_NUMBER) : 1,
    revision: read.revision.value ?? 1,
    reviseUrl: read.reviseUrl.value ?? options.reviseUrl,
  };
  const stamp = {
    ...attributes,
    ...(revised ? authorOf(block) : { by: "feed" as const, source: options.source }),
  };
  const uid = read.uid.kind === "valid" ? null : block.uid;
  const events = block.events.map((event) => rewrite(event, stamp, uid));
  const components = [...zonesOf(block, events), ...events];
  const version = versionOf(calendarLines(components), components, attributes);
  const fault = sizeFault(version.text);
  return fault === null ? { version, revised } : refuse(block.line, fault);
}

/** What a DisCal feed says of who made the version. */
function authorOf({ events }: Block): Pick<Stamp, "by" | "source"> {
  const own = events[0]!.own;
  const by = findValue(own, "X-DISCAL-BY") === "feed" ? "feed" : "person";
  return { by, source: by === "feed" ? findValue(own, "X-DISCAL-SOURCE") : null };
}

function rewrite({ event, scope }: FeedEvent, stamp: Stamp, uid: string | null): Component {
  const added = [...(uid === null ? [] : [`UID:${escapeText(uid)}`]), ...stampLines(stamp)];
  const keep = (line: string, isOwn: boolean): string | null => {
    if (isForeignToCommons(line)) return null;
    if (!isOwn) return line;
    const name = nameOf(line);
    if (isStamp(line) || name.startsWith("X-DISCAL-") || (uid !== null && name === "UID")) return null;
    return scope.zone !== null && TIMES.has(name) ? inZone(line, scope.zone) : line;
  };
  return mapLines(event, keep, added);
}

/** Names the feed's zone in a time that names none. */
function inZone(line: string, zone: string): string {
  const parsed = parseContentLine(line);
  if (parsed === null || !isLocalTime(parsed.value)) return line;
  const isOther = parsed.params.some(
    ([name, values]) => name === "TZID" || (name === "VALUE" && values[0]?.toUpperCase() === "DATE"),
  );
  if (isOther) return line;
  const at = line.length - parsed.value.length - 1;
  return `${line.slice(0, at)};TZID=${quoteParam(zone)}:${parsed.value}`;
}

function zonesOf(block: Block, events: readonly Component[]): readonly Component[] {
  const zones: Component[] = [];
  for (const tzid of namedTzids(events)) {
    const zone = block.events
      .map(({ scope }) => scope.timezones.get(tzid))
      .find((each) => each !== undefined);
    if (zone !== undefined) zones.push(zone);
  }
  return zones;
}

const TIMES: ReadonlySet<string> = new Set(["DTSTART", "DTEND", "RECURRENCE-ID", "EXDATE", "RDATE"]);
