import { findValue } from "./component.ts";
import { unescapeText } from "./contentline.ts";
import { durationMs } from "./moment.ts";
import { isKnownZone } from "./zones.ts";

/** What a feed says of itself (RFC 7986, and what came before it). */
export interface FeedHead {
  readonly name: string | null;
  /** `X-WR-TIMEZONE` as it is spelled, where it names a known zone. */
  readonly timezone: string | null;
  /** How often it wants to be polled (`REFRESH-INTERVAL`, `X-PUBLISHED-TTL`), ms. */
  readonly refreshMs: number | null;
  /** Its objects are marked with `X-DISCAL-OBJECT`: a DisCal node publishes it. */
  readonly discal: boolean;
}

/** Reads the head from the properties of a feed's VCALENDARs, and from whether one of its objects is marked. */
export function readHead(lines: readonly string[], discal: boolean): FeedHead {
  const name = findValue(lines, "X-WR-CALNAME") ?? findValue(lines, "NAME");
  const refresh = findValue(lines, "REFRESH-INTERVAL") ?? findValue(lines, "X-PUBLISHED-TTL");
  return {
    name: name === null ? null : unescapeText(name).trim() || null,
    timezone: zoneOf(lines),
    refreshMs: refresh === null ? null : durationMs(refresh.trim()),
    discal,
  };
}

/** `X-WR-TIMEZONE` as it is spelled, null where it names no known zone. */
export function zoneOf(properties: readonly string[]): string | null {
  const tzid = unescapeText(findValue(properties, "X-WR-TIMEZONE") ?? "").trim();
  return tzid !== "" && isKnownZone(tzid) ? tzid : null;
}
