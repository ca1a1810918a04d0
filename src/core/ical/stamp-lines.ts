import type { Author } from "../model/version.ts";
import { hasName } from "./contentline.ts";

/** What every component of an object says of its version (protocol, section 1). */
export interface Stamp {
  readonly revision: number;
  readonly reviseUrl: string;
  readonly by: Author;
  /** `X-DISCAL-SOURCE`: only of versions that were minted from a feed. */
  readonly source: string | null;
}

/** The lines that a stamp puts into each component. */
export function stampLines({ revision, reviseUrl, by, source }: Stamp): readonly string[] {
  const lines = [`X-REVISION:${revision}`, `X-REVISE-URL:${reviseUrl}`, `X-DISCAL-BY:${by}`];
  return by === "feed" && source !== null ? [...lines, `X-DISCAL-SOURCE:${source}`] : lines;
}

/** Is it a line that a new stamp takes the place of? */
export function isStamp(line: string): boolean {
  return STAMPS.some((name) => hasName(line, name));
}

/**
 * Does it tell of an attendee, or is it a mark by which nodes annotate feeds: what no open object keeps? Addresses of
 * attendees also stand in PARTICIPANT (RFC 9073, section 7.1), and where programs write their comments or answers.
 */
export function isForeignToCommons(line: string): boolean {
  return FOREIGN.some((name) => hasName(line, name)) || OF_ATTENDEES.test(line);
}

const STAMPS = ["X-REVISION", "X-REVISE-URL", "X-DISCAL-BY", "X-DISCAL-SOURCE"];
const FOREIGN = ["ATTENDEE", "CALENDAR-ADDRESS", "REQUEST-STATUS", "X-DISCAL-TAG", "X-DISCAL-OBJECT"];
const OF_ATTENDEES = /^X-[A-Z0-9-]*ATTENDEE/i;
