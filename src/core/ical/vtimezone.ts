import { tzlib_get_ical_block } from "timezones-ical-library";
import { resolveZone } from "./zones.ts";

/**
 * Content lines of the VTIMEZONE of a zone, under the TZID that is asked for; null where it names no zone that
 * can be resolved without a definition of its own.
 */
export function vtimezoneFor(tzid: string): readonly string[] | null {
  const known = definitions.get(tzid);
  if (known !== undefined) return known;
  const zone = resolveZone(tzid)?.zone;
  const block = zone === undefined ? "" : tzlib_get_ical_block(zone)[0];
  if (block === undefined || block === "") return null;
  const lines = block.split("\r\n").map((line) => (line.startsWith("TZID:") ? `TZID:${tzid}` : line));
  if (definitions.size >= MOST_DEFINITIONS) definitions.clear();
  definitions.set(tzid, lines);
  return lines;
}

const MOST_DEFINITIONS = 1000;
const definitions = new Map<string, readonly string[]>();
