import type { Store } from "../../store/contract.ts";

/** What the last body of a feed was made of, as far as it is known by its bytes. */
export interface LastBody {
  /** SHA-256 of all of it: it is of use while it is the last one that was read through. */
  readonly bodyHash: string;
  /** As in `Scan`. */
  readonly frame: string;
  /** UIDs of the objects that consist of one event and were taken, by the hash of that event. */
  readonly uids: ReadonlyMap<string, string>;
  /** The other events. */
  readonly others: ReadonlySet<string>;
}

/** Of a few feeds, by the site. */
export interface LastBodies {
  of(siteId: number): LastBody | null;
  keep(siteId: number, body: LastBody): void;
  forget(siteId: number): void;
}

/** Events of all of them: each takes some 200 octets of memory. */
const MOST = 60_000;

/** The last bodies that were read into a store by this process, those of which were read last. */
export function lastBodiesOf({ polls }: Pick<Store, "polls">): LastBodies {
  const known = all.get(polls) ?? lastBodies();
  all.set(polls, known);
  return known;
}

const all = new WeakMap<Store["polls"], LastBodies>();

export function lastBodies(most: number = MOST): LastBodies {
  // In the order in which they were kept.
  const kept = new Map<number, LastBody>();
  const forget = (siteId: number): void => void kept.delete(siteId);
  return {
    of: (siteId) => kept.get(siteId) ?? null,
    forget,
    keep(siteId, body) {
      forget(siteId);
      kept.set(siteId, body);
      let events = [...kept.values()].reduce((sum, one) => sum + sizeOf(one), 0);
      for (const [oldest, one] of kept) {
        if (events <= most) return;
        forget(oldest);
        events -= sizeOf(one);
      }
    },
  };
}

const sizeOf = ({ uids, others }: LastBody): number => uids.size + others.size;
