import type { Circle } from "./filter.ts";

/**
 * Which events a node takes from a site in full, or gives to a peer (protocol, section 8). All parts must hold; a part
 * that is absent asks for nothing. It judges the winner, and the least hop of any version of its UID: never a single
 * version, which would split nodes of one mind.
 */
export interface PeerFilter {
  /** Any of these categories, compared by `tagKey`. */
  readonly tags?: readonly string[];
  /** None of these categories: one of them poisons the event, whatever else it has. */
  readonly withoutTags?: readonly string[];
  /** Only events whose position is known, and within the circle. */
  readonly near?: Circle;
  /** At most so many hops. */
  readonly hops?: number;
  /** Any of these hosts of origin: `calendar.example`, or `*.example` for it and all below it. */
  readonly origins?: readonly string[];
  readonly withoutOrigins?: readonly string[];
  /** At most so many octets of the canonical text. */
  readonly bytes?: number;
  /** Words that title, place, categories or description must all hold. */
  readonly text?: string;
}
