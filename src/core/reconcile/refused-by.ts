import { distance } from "../model/circle.ts";
import { tagKey } from "../model/filter.ts";
import type { PeerFilter } from "../model/peer-filter.ts";
import { meansHost } from "./host-pattern.ts";
import type { Subject } from "./subject.ts";
import { holdsWords } from "./words.ts";

/** Why a part of a filter refuses the subject; null where it takes it, or asks for nothing. */
type Part = (filter: PeerFilter, subject: Subject) => string | null;

const withoutTags: Part = ({ withoutTags = [] }, { tags }) => {
  const poison = withoutTags.find((tag) => tags.has(tagKey(tag)));
  return poison === undefined ? null : `it has the tag ${poison}`;
};

const withoutOrigins: Part = ({ withoutOrigins = [] }, { origins }) => {
  const host = withoutOrigins.find((pattern) => origins.some((origin) => meansHost(pattern, origin)));
  return host === undefined ? null : `it is from ${host}`;
};

const tags: Part = ({ tags: wanted }, { tags: has }) =>
  wanted === undefined || wanted.some((tag) => has.has(tagKey(tag)))
    ? null
    : `none of its tags is ${oneOf(wanted)}`;

const origins: Part = ({ origins: wanted }, { origins: from }) =>
  wanted === undefined || wanted.some((pattern) => from.some((host) => meansHost(pattern, host)))
    ? null
    : `it is not from ${oneOf(wanted)}`;

const near: Part = ({ near: circle }, { geo }) => {
  if (circle === undefined) return null;
  if (geo === null) return "it does not say at which position it is";
  const metres = distance(circle, geo);
  if (metres <= circle.radius) return null;
  return `it is ${kilometres(metres)} away, more than ${kilometres(circle.radius)}`;
};

const hops: Part = ({ hops: most }, { hop }) =>
  most === undefined || hop <= most ? null : `it crossed ${hop} nodes, more than ${most}`;

const size: Part = ({ bytes: most }, { octets }) =>
  most === undefined || octets <= most ? null : `it has ${octets} octets, more than ${most}`;

const text: Part = ({ text: words }, { texts }) =>
  words === undefined || holdsWords(words, texts) ? null : `it does not hold all the words "${words}"`;

/** What poisons is looked for first. */
const PARTS: readonly Part[] = [withoutTags, withoutOrigins, tags, origins, near, hops, size, text];

/**
 * Why a filter does not take an event, in words for people; null where it does (protocol, section 8). All parts must
 * hold, and without a filter all events are taken.
 */
export function refusedBy(filter: PeerFilter | null, subject: Subject): string | null {
  if (filter === null) return null;
  for (const part of PARTS) {
    const reason = part(filter, subject);
    if (reason !== null) return reason;
  }
  return null;
}

function oneOf(names: readonly string[]): string {
  return names.length === 0 ? "wanted" : names.join(", ");
}

function kilometres(metres: number): string {
  return `${(metres / 1000).toFixed(1)} km`;
}
