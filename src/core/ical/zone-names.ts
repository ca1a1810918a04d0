import { tzlib_get_timezones } from "timezones-ical-library";

/**
 * All names of IANA's time zone database, links included, by their lower case. Digest D depends on this list
 * (protocol, section 4), so it comes from a pinned package rather than from the runtime's ICU, and a test holds
 * its fingerprint: a release that adds a name is a change of the protocol.
 */
const NAMES: ReadonlyMap<string, string> = new Map(
  [...tzlib_get_timezones()]
    .filter((name) => !/^[CEMP]T$/.test(name))
    .map((name) => [name.toLowerCase(), name]),
);

/** The name as IANA spells it, null where it is none. */
export function ianaName(text: string): string | null {
  return NAMES.get(text.toLowerCase()) ?? null;
}

export function ianaNames(): Iterable<string> {
  return NAMES.values();
}
