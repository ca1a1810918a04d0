import type { ObjectState, Version } from "../../../src/core/model/version.ts";
import { merge } from "../../../src/core/reconcile/merge.ts";
import { governing, winner } from "../../../src/core/reconcile/winner.ts";
import { essence, trait } from "../histories.ts";

/** By which rules a node keeps what it learns of one UID; `S`: all that it keeps. */
export interface Rules<S> {
  readonly nothing: S;
  take(known: S, version: Version, node: number): S;
  /** What it publishes, and a person revises. */
  shows(known: S): Version | null;
  /** What it sends on. */
  offers(known: S): readonly Version[];
  /** Two states of the same name are one: whatever makes a difference later stands in it. */
  name(known: S): string;
}

/** Those of this project. */
export const ours: Rules<ObjectState | null> = {
  nothing: null,
  take: (known, version) => merge(known, version).state,
  shows: (known) => (known === null ? null : winner(known)),
  offers: (known) => (known === null ? [] : (governing(known)?.versions ?? [])),
  name: essence,
};

/** What a node that speaks literal DisCal keeps. */
export interface Held {
  readonly version: Version | null;
  /** Another version of the same revision came, and an admin was told. */
  readonly told: boolean;
}

/**
 * The literal rules of the DisCal wiki: of equal revisions the first that arrives stays, a higher one replaces; no set
 * of rivals, no rule for ties.
 */
export const literal: Rules<Held> = {
  nothing: { version: null, told: false },
  take(known, version) {
    const held = known.version;
    if (held === null || version.revision > held.revision) return { version, told: false };
    const isRival = version.revision === held.revision && version.digest !== held.digest;
    return isRival && !known.told ? { ...known, told: true } : known;
  },
  shows: ({ version }) => version,
  offers: ({ version }) => (version === null ? [] : [version]),
  name: ({ version }) => (version === null ? "" : `${version.revision} ${trait(version)}`),
};

/** The same with an admin, who resolves what the node was told of. */
export const literalWithAdmin: Rules<Held> = {
  ...literal,
  name: (known) => `${known.told} ${literal.name(known)}`,
};
