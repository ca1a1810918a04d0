import type { Version } from "../../../src/core/model/version.ts";
import { version } from "../versions.ts";
import { literalWithAdmin, type Held, type Rules } from "./rules.ts";
import type { Deed } from "./world.ts";

/** What all nodes know at the beginning. */
export const beginning = version({ content: "", revision: 0, hop: 0, text: "-" });

const NAMES = "ABC";

/** What an edited version says, given who edits, and what was said before. */
export type Wording = (node: string, before: Version) => string;

/** Each node changes a part of its own, and who made the version stands in it, too. */
export const parts: Wording = (node, { text }) =>
  `${node}: ${[...new Set(`${text.replace(/.*[-:] ?/, "")}${node}`)].sort().join("")}`;
/** Each node writes the whole anew. */
export const anew: Wording = (node) => `${node}: all`;
/** All that ever happened stands in it. */
export const log: Wording = (node, { text }) => `${text}${node}`;

/** The next revision of what is shown, its hop kept (protocol, section 4). */
export function editing<S>(rules: Rules<S>, wording: Wording): Deed<S> {
  return revising(rules, (before, node) =>
    before.deleted ? null : revised(before, wording(NAMES[node] as string, before)),
  );
}

export function cancelling<S>(rules: Rules<S>): Deed<S> {
  return revising(rules, (before) =>
    before.cancelled ? null : { ...revised(before, `${before.text} cancelled`), cancelled: true },
  );
}

export function deleting<S>(rules: Rules<S>): Deed<S> {
  return revising(rules, (before) =>
    before.deleted ? null : { ...revised(before, "deleted"), deleted: true, cancelled: true },
  );
}

/** An admin who was told of a rival lets what is held stand, under the next revision. */
export const resolving: Deed<Held> = (known, node) => {
  const before = known.version;
  if (before === null || !known.told) return null;
  return literalWithAdmin.take(known, revised(before, `R: ${before.text}`), node);
};

function revising<S>(rules: Rules<S>, next: (before: Version, node: number) => Version | null): Deed<S> {
  return (known, node) => {
    const before = rules.shows(known);
    const made = before === null ? null : next(before, node);
    return made === null ? null : rules.take(known, made, node);
  };
}

function revised(before: Version, text: string): Version {
  const next = version({ content: text, revision: before.revision + 1, hop: before.hop });
  return { ...next, text };
}
