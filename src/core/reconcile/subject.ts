import { tagKey } from "../model/filter.ts";
import type { Position } from "../model/circle.ts";
import { uidDomain } from "../model/uid.ts";
import type { Version } from "../model/version.ts";
import { describe } from "../ical/event.ts";
import { octets } from "../ical/limits.ts";

/** All that filters and policies look at of one UID (protocol, section 8). */
export interface Subject {
  readonly uid: string;
  /** Keys of its categories. What a node adds is its own affair, and decides nothing here. */
  readonly tags: ReadonlySet<string>;
  /** What words are looked for in: title, place, categories, description. */
  readonly texts: readonly string[];
  readonly geo: Position | null;
  /**
   * Hosts that it may be from, in lower case: the text after the UID's last `@`, and the host of the revise URL.
   * Whether the first is a node at all is known to nobody here, so either will do.
   */
  readonly origins: readonly string[];
  /** Of the canonical text. */
  readonly octets: number;
  /** The least of any standing version of the UID. */
  readonly hop: number;
}

/** Of a description only this many characters are looked at, as by the search of the agenda. */
const SEARCHED = 2_000;

/**
 * What filters judge: the winner, and the least hop of any version of its UID. Never a single version, which would
 * split nodes of one mind. A stub says nothing of what it is about: fetch its text first.
 */
export function subjectOf(version: Version, leastHop: number): Subject {
  const { title, location, description, categories, geo } = describe(version.text);
  return {
    uid: version.uid,
    tags: new Set(categories.map(tagKey)),
    texts: [title, location, ...categories, description.slice(0, SEARCHED)],
    geo,
    origins: originsOf(version),
    octets: octets(version.text),
    hop: leastHop,
  };
}

/** As {@link Subject.origins}. */
export function originsOf({ uid, reviseUrl }: Pick<Version, "uid" | "reviseUrl">): readonly string[] {
  return [...new Set([uidDomain(uid), URL.parse(reviseUrl)?.host ?? ""])].filter((host) => host !== "");
}
