import { WINDOWS_TO_IANA_MAP } from "windows-iana";
import { tzlib_get_timezones } from "timezones-ical-library";

/**
 * All names of IANA's time zone database, links included, by their lower case. Digest D depends on this list
 * (protocol, section 4), so it comes from pinned packages rather than from the runtime's ICU, and a test holds
 * its fingerprint: a release that adds a name is a change of the protocol.
 */
const IANA: ReadonlyMap<string, string> = new Map(
  (tzlib_get_timezones() as string[])
    // The package adds four of its own.
    .filter((name) => !/^[CEMP]T$/.test(name))
    .map((name) => [name.toLowerCase(), name]),
);

/** Windows' names by their lower case, each with its zone for the whole world (CLDR). */
const WINDOWS: ReadonlyMap<string, string> = new Map(
  WINDOWS_TO_IANA_MAP.flatMap(({ windowsName, territory, iana }) =>
    territory === "001" && iana[0] !== undefined ? [[windowsName.toLowerCase(), iana[0]] as const] : [],
  ),
);

/** The name as IANA spells it, whatever its case; null where it is none. */
export function ianaName(text: string): string | null {
  return IANA.get(text.toLowerCase()) ?? null;
}

/** The zone that Windows calls so, null where it is none. */
export function windowsZone(text: string): string | null {
  return WINDOWS.get(text.toLowerCase()) ?? null;
}

/** All names, Windows' major zones first, so that a search among equals finds those that most people live by. */
export function zoneNames(): readonly string[] {
  const minor = (name: string) => Number(name.includes("("));
  const major = [...WINDOWS].sort(([a], [b]) => minor(a) - minor(b)).map(([, zone]) => zone);
  return [...new Set([...major, ...IANA.values()])];
}

/** All names that need no definition, in lower case, sorted: the published list without the aliases. */
export function publishedNames(): readonly string[] {
  return [...IANA.keys(), ...WINDOWS.keys()].sort();
}
