import type { Component } from "./component.ts";
import { eventsOf } from "./calendar-text.ts";
import { escapeText, hasName } from "./contentline.ts";
import { definedTzid, namedTzids } from "./tzid.ts";
import { vtimezoneFor } from "./vtimezone.ts";
import { isKnownZone } from "./zones.ts";

/** The lines of zones that an object brings into a feed, and whether they clash with what stands there. */
export interface TakenZones {
  readonly lines: readonly string[];
  readonly clash: boolean;
}

/**
 * One TZID has one definition in a VCALENDAR (RFC 5545, section 3.6.5). Known zones get the node's own, whatever the
 * object says of them. Other zones mean what their object says: where the feed already says something else of that
 * TZID, the object brings all its zones into a calendar of its own.
 */
export function takeZones(standing: Map<string, string>, components: readonly Component[]): TakenZones {
  const own = new Map(
    components.filter(({ name }) => name === "VTIMEZONE").map((zone) => [definedTzid(zone), zone.lines]),
  );
  const named = [...namedTzids(eventsOf(components))].map((tzid) => ({ tzid, lines: linesOf(tzid, own) }));
  const clash = named.some(
    ({ tzid, lines }) => (standing.get(tzid) ?? lines.join("\r\n")) !== lines.join("\r\n"),
  );
  const fresh = clash ? named : named.filter(({ tzid }) => !standing.has(tzid));
  if (!clash) for (const { tzid, lines } of fresh) standing.set(tzid, lines.join("\r\n"));
  return { lines: fresh.flatMap(({ lines }) => lines), clash };
}

function linesOf(tzid: string, own: ReadonlyMap<string, readonly string[]>): readonly string[] {
  const known = isKnownZone(tzid) ? vtimezoneFor(tzid) : null;
  return (
    known?.map((line) => (hasName(line, "TZID") ? `TZID:${escapeText(tzid)}` : line)) ?? own.get(tzid) ?? []
  );
}
