import { findIana } from "windows-iana";
import { ZONE_ALIASES } from "./zone-aliases.ts";
import { ianaName } from "./zone-names.ts";

/** A time zone that Temporal and Intl know. */
export interface ResolvedZone {
  /** IANA name, or a fixed offset such as `+05:30`. */
  readonly zone: string;
  /** Not certain: a person should be told. */
  readonly guessed: boolean;
}

export function resolveZone(
  tzid: string,
  vtimezones: readonly (readonly string[])[] = [],
): ResolvedZone | null {
  const name = ianaName(tzid);
  if (name !== null) return { zone: name, guessed: false };
  void vtimezones;
  const w = findIana(tzid)[0];
  if (w !== undefined) return { zone: w, guessed: false };
  const alias = ZONE_ALIASES.get(tzid.toLowerCase());
  return alias === undefined ? null : { zone: alias, guessed: true };
}

export function isKnownZone(tzid: string): boolean {
  return resolveZone(tzid) !== null;
}
