import { uidFingerprint } from "../../src/core/model/uid.ts";
import type { Version } from "../../src/core/model/version.ts";
import type { Dice } from "../../test/support/dice.ts";
import type { PlainFeed } from "./feeds.ts";
import { write } from "./writing.ts";

/** A node by the literal rules, that knows neither hops nor revisions when it shows what it has. */
export interface Legacy {
  take(version: Version): void;
  /** Its users change something, which the node shows without a revision. */
  edit(dice: Dice): void;
  readonly feed: PlainFeed;
}

export function legacy(id: number): Legacy {
  const held = new Map<string, Version>();
  const feed: PlainFeed = { id, says: new Map() };
  return {
    feed,
    take(version) {
      const known = held.get(version.uid);
      if (known !== undefined && known.revision >= version.revision) return;
      held.set(version.uid, version);
      if (uidFingerprint(version.uid) !== null) return;
      const content = /SUMMARY:([^\r]*)/.exec(version.text)?.[1] ?? "";
      if (version.deleted) feed.says.delete(version.uid);
      else
        feed.says.set(version.uid, {
          content,
          sequence: 0,
          ...(version.cancelled && { status: "cancelled" }),
        });
    },
    edit(dice) {
      const uids = [...feed.says.keys()];
      if (uids.length === 0) return;
      feed.says.set(dice.pick(uids), { content: `Legacy ${dice.between(1, 999)}`, sequence: 0 });
    },
  };
}

/** All that a lying node ever saw, and what it makes of it. Some of it is legal, and then all must agree on it. */
export interface Liar {
  take(version: Version): void;
  lie(dice: Dice): Version | null;
}

export function liar(host: string): Liar {
  const seen: Version[] = [];
  return {
    take: (version) => void seen.push(version),
    lie(dice) {
      if (seen.length === 0) return null;
      const version = dice.pick(seen);
      const { uid, revision } = version;
      const made = { uid, host, hop: dice.between(0, 3), by: "person" as const };
      return dice.pick<() => Version>([
        () => ({ ...version, hop: 0 }), // about the hop
        () => version, // a replay
        () => ({ ...version, signature: null, signedAt: null }), // stripped of its signature
        () => ({ ...version, signature: "forged" }),
        () => write({ ...made, content: `A lie ${dice.between(1, 999)}`, revision }),
        () => write({ ...made, content: "An inflated revision", revision: revision + dice.between(1, 1000) }),
        () => ({
          ...write({ ...made, content: "Forged", revision: revision + 1 }),
          signature: version.signature,
        }),
        () => write({ ...made, content: "x", revision: revision + 1, status: "deleted" }),
      ])();
    },
  };
}
