import type { Component } from "./component.ts";
import { findLine, mapLines, ownLines } from "./component.ts";
import { hasName, parseContentLine } from "./contentline.ts";
import { DAY } from "./event-date.ts";
import { formatLocal, parseTime, type TimeValue } from "./event-time.ts";
import { utcText } from "./moment.ts";
import { toInstant } from "./zone-clock.ts";
import { resolveZone } from "./zones.ts";

/**
 * The event with the UNTIL of its rules in the form that RFC 5545 (section 3.3.10) asks for: a date where DTSTART is
 * one, in UTC where DTSTART names a zone. A day lets all of it pass. The happenings stay the same. Only for what an
 * author of this node writes: of everything else UNTIL is in the digest.
 */
export function withProperUntil(event: Component, vtimezones: readonly Component[]): Component {
  const start = parseContentLine(findLine(ownLines(event), "DTSTART") ?? "");
  const time = parseTime(start?.value ?? "");
  if (start === null || time === null) return event;
  const tzid = start.params.find(([name]) => name === "TZID")?.[1][0];
  const definitions = vtimezones.map(({ lines }) => lines);
  const zone = time.utc ? "UTC" : tzid === undefined ? null : (resolveZone(tzid, definitions)?.zone ?? null);
  return mapLines(event, (line, isOwn) =>
    isOwn && hasName(line, "RRULE")
      ? line.replace(UNTIL, (_, name: string, value: string) => {
          const until = parseTime(value);
          return name + (until === null ? value : (properUntil(until, time.dateOnly, zone) ?? value));
        })
      : line,
  );
}

/** Null where it is right already, or nobody can say which moment it means. */
function properUntil(until: TimeValue, isDate: boolean, zone: string | null): string | null {
  if (isDate) return formatLocal(until.local, true).replaceAll("-", "");
  if (zone === null || until.utc) return null;
  const last = until.dateOnly ? until.local + DAY - 1 : until.local;
  return utcText(toInstant(last, zone) * 1000);
}

const UNTIL = /(?<=[:;])(\s*UNTIL\s*=)([^;]*)/i;
