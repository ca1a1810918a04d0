import { findValue } from "./component.ts";
import { unescapeText } from "./contentline.ts";
import { aliasZone } from "./zone-aliases.ts";
import { guessZone } from "./zone-guess.ts";
import { ianaName, windowsZone } from "./zone-names.ts";
import { zoneByRules } from "./zone-rules.ts";

/** A time zone that Temporal and Intl know. */
export interface ResolvedZone {
  /** IANA name, or a fixed offset such as `+05:30`. */
  readonly zone: string;
  /** Not certain: a person should be told. */
  readonly guessed: boolean;
}

/**
 * The zone that a TZID means: by the lists that the protocol publishes, else by its own definition among
 * `vtimezones` (the content lines of each), else by the look of its name; null where nothing fits.
 */
export function resolveZone(
  tzid: string,
  vtimezones: readonly (readonly string[])[] = [],
): ResolvedZone | null {
  const published = publishedZone(tzid);
  if (published !== null || tzid.length > LONGEST_TZID) return published;
  // Of an object that names one zone in thousands of dates, it is looked up once.
  const found = zonesWithin.get(vtimezones) ?? new Map<string, ResolvedZone | null>();
  zonesWithin.set(vtimezones, found);
  let zone = found.get(tzid);
  if (zone === undefined) found.set(tzid, (zone = zoneWithin(vtimezones, plainName(tzid))));
  return zone;
}

function zoneWithin(vtimezones: readonly (readonly string[])[], name: string): ResolvedZone | null {
  const definition = vtimezones.find((lines) => plainName(property(lines, "TZID")) === name);
  return (definition && definedZone(definition)) ?? guessed(guessZone(name));
}

/**
 * Is the TZID in the lists that the protocol publishes: IANA's names, alone or after a prefix that begins with a
 * slash, Windows' names, or the table of aliases? Then no VTIMEZONE of this TZID is read or digested.
 */
export function isKnownZone(tzid: string): boolean {
  return publishedZone(tzid) !== null;
}

function publishedZone(tzid: string): ResolvedZone | null {
  if (tzid.length > LONGEST_TZID) return null;
  let zone = published.get(tzid);
  if (zone === undefined) {
    zone = lookUp(plainName(tzid));
    if (published.size >= MOST_REMEMBERED) published.clear();
    published.set(tzid, zone);
  }
  return zone;
}

function lookUp(name: string): ResolvedZone | null {
  const iana = ianaName(name) ?? prefixedName(name);
  if (iana !== null) return runtimeZone(iana);
  const windows = windowsZone(name);
  return windows === null ? guessed(aliasZone(name)) : { zone: windows, guessed: false };
}

/** `/mozilla.org/20050126_1/Europe/Berlin` (RFC 5545, section 3.2.19): the longest end that is a name. */
function prefixedName(name: string): string | null {
  const segments = name.startsWith("/") ? name.split("/").slice(1) : [];
  for (let start = Math.max(1, segments.length - 3); start < segments.length; start++) {
    const iana = ianaName(segments.slice(start).join("/"));
    if (iana !== null) return iana;
  }
  return null;
}

/**
 * Names without a place are links of old; what they stand for today is better shown. A name that the runtime is too
 * old for is read as UTC rather than not at all.
 */
function runtimeZone(name: string): ResolvedZone {
  try {
    const current = new Intl.DateTimeFormat("en", { timeZone: name }).resolvedOptions().timeZone;
    const isOld = !name.includes("/") || /^(?:US|Canada|Brazil|Chile|Mexico|Etc)\//.test(name);
    return { zone: isOld ? current : name, guessed: AMBIGUOUS.has(name) };
  } catch {
    return { zone: "UTC", guessed: true };
  }
}

function definedZone(definition: readonly string[]): ResolvedZone | null {
  const location = property(definition, "X-LIC-LOCATION");
  const stated = ianaName(location) ?? prefixedName(location);
  if (stated !== null) return { zone: stated, guessed: false };
  const text = definition.join("\n");
  let zone = defined.get(text);
  if (zone === undefined) {
    zone = guessed(zoneByRules(definition));
    if (defined.size >= MOST_REMEMBERED) defined.clear();
    defined.set(text, zone);
  }
  return zone;
}

function guessed(zone: string | null): ResolvedZone | null {
  return zone === null ? null : { zone, guessed: true };
}

function property(lines: readonly string[], name: string): string {
  return findValue(lines, name)?.trim() ?? "";
}

function plainName(tzid: string): string {
  return unescapeText(tzid).replaceAll('"', "").trim();
}

/** Fixed offsets by IANA, but many who write them mean a place with its summer time. */
const AMBIGUOUS: ReadonlySet<string> = new Set(["EST", "MST", "HST"]);
const LONGEST_TZID = 255;
const MOST_REMEMBERED = 500;
const published = new Map<string, ResolvedZone | null>();
/** By the definitions of an object, of which there are a few hundred at most. */
const zonesWithin = new WeakMap<readonly (readonly string[])[], Map<string, ResolvedZone | null>>();
const defined = new Map<string, ResolvedZone | null>();
