import { isBookkeeping } from "./bookkeeping.ts";
import type { Component } from "./component.ts";
import { findValue, ownLines } from "./component.ts";
import { nameOf, paramOf, unescapeText } from "./contentline.ts";

/**
 * The TZIDs that components name in parameters, in the order in which they come. Lines that are written anew on the way
 * name none: with them the zone would go, and with it the digest would change.
 */
export function namedTzids(components: readonly Component[]): ReadonlySet<string> {
  const tzids = new Set<string>();
  for (const line of components.flatMap(({ lines }) => lines)) {
    const tzid = /;TZID=/i.test(line) ? paramOf(line, "TZID") : null;
    if (tzid !== null && !isBookkeeping(nameOf(line))) tzids.add(tzid);
  }
  return tzids;
}

/** The TZID that a VTIMEZONE defines, decoded. */
export function definedTzid(timezone: Component): string {
  return unescapeText(findValue(ownLines(timezone), "TZID") ?? "");
}
