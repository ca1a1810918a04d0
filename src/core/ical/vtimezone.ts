import { tzlib_get_ical_block } from "timezones-ical-library";
import { escapeText } from "./contentline.ts";
import { resolveZone } from "./zones.ts";

/**
 * Content lines of a VTIMEZONE (RFC 5545, section 3.6.5) under the TZID that is asked for: of the zone that it
 * stands for without a definition of its own, null where it stands for none.
 */
export function vtimezoneFor(tzid: string): readonly string[] | null {
  let lines = definitions.get(tzid);
  if (lines === undefined) {
    const zone = resolveZone(tzid)?.zone;
    lines = zone === undefined ? null : define(zone, tzid);
    if (definitions.size >= MOST_REMEMBERED) definitions.clear();
    definitions.set(tzid, lines);
  }
  return lines;
}

function define(zone: string, tzid: string): readonly string[] {
  const lines = /^[+-]/.test(zone) ? fixedOffset(zone) : (tzlib_get_ical_block(zone)[0] ?? "").split("\r\n");
  return lines.map((line) => (line.startsWith("TZID:") ? `TZID:${escapeText(tzid)}` : line));
}

/** The definition of `+05:30`. */
function fixedOffset(zone: string): readonly string[] {
  const offset = zone.replace(":", "");
  return [
    "BEGIN:VTIMEZONE",
    "TZID:",
    "BEGIN:STANDARD",
    "DTSTART:19700101T000000",
    `TZOFFSETFROM:${offset}`,
    `TZOFFSETTO:${offset}`,
    "END:STANDARD",
    "END:VTIMEZONE",
  ];
}

const MOST_REMEMBERED = 1000;
const definitions = new Map<string, readonly string[] | null>();
