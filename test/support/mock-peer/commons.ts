import { merge, nothing, type State, type Version } from "./merge.ts";
import { keyInUid } from "./grammar.ts";
import type { Held } from "./object.ts";

/** All that the mock knows, and the log of its changes. */
export interface Commons {
  /** What merging came to, as a verdict of `enter-event`. */
  take(held: Held): "accepted" | "duplicate" | "conflict" | "held";
  /** Versions that stand in the class that can win. */
  standing(): readonly Version[];
  find(c1: string): Held | null;
  /** What changed after a number: each UID once, at its last number. */
  changesAfter(
    since: number,
    limit: number,
  ): { readonly entries: readonly Entry[]; readonly next: number; readonly more: boolean };
  readonly head: () => number;
  /** Loses an object, as by a broken disk: it stands in no log, list or digest any more. */
  lose(uid: string): void;
}

interface Entry {
  readonly seq: number;
  readonly uid: string;
  readonly versions: readonly Version[];
}

export function createCommons(): Commons {
  const states = new Map<string, State>();
  const bytes = new Map<string, Held>();
  const changed = new Map<string, number>();
  let head = 0;
  const standingOf = (uid: string) =>
    states.get(uid)?.[keyInUid(uid) === null ? "open" : "signed"]?.versions ?? [];
  return {
    take(held) {
      const { uid } = held.version;
      const before = states.get(uid) ?? nothing;
      const { state, outcome } = merge(before, held.version);
      states.set(uid, state);
      bytes.set(held.version.c1, held);
      if (JSON.stringify(before) !== JSON.stringify(state)) changed.set(uid, (head += 1));
      if (outcome !== "ignore") return outcome === "accept" ? "accepted" : "conflict";
      return held.version.revision < (before[held.version.class]?.revision ?? 0) ? "held" : "duplicate";
    },
    standing: () => [...states.keys()].flatMap(standingOf),
    find: (c1) => {
      const held = bytes.get(c1);
      const stands = held !== undefined && standingOf(held.version.uid).some((each) => each.c1 === c1);
      return stands ? held : null;
    },
    changesAfter(since, limit) {
      const later = [...changed].filter(([, seq]) => seq > since).sort(([, a], [, b]) => a - b);
      const page = later.slice(0, limit);
      const entries = page.map(([uid, seq]) => ({ seq, uid, versions: standingOf(uid) }));
      const more = later.length > page.length;
      return {
        entries: entries.filter(({ versions }) => versions.length > 0),
        next: page.at(-1)?.[1] ?? since,
        more,
      };
    },
    head: () => head,
    lose(uid) {
      states.delete(uid);
      changed.delete(uid);
    },
  };
}
