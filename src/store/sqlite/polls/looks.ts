import type { Database } from "../database/database.ts";

/** A look at what a site shows, for differences that last. */
export interface Look {
  /** Objects that it has to look at; null: all that the site shows. */
  readonly among: readonly number[] | null;
  /** These differ, and have to be looked at the next time as well. */
  found(objects: readonly number[]): void;
  end(): void;
}

export interface Looks {
  /** `source` as in PollScene. */
  begin(siteId: number, source: string): Look;
  /** What the site shows of an object was judged. */
  judged(siteId: number, object: number): void;
}

/** Beyond so many objects, all are looked at. */
const MOST = 500;

/**
 * Where nothing differed at the last look, only what has changed since can differ: what the site shows anew, and what has
 * another winner by now, which the change log tells. Whatever another process writes, it may have polled.
 */
export function createLooks(db: Database): Looks {
  const client = db.$client;
  const head = client.prepare<[], number>("SELECT seq FROM meta").pluck();
  const others = client.prepare<[], number>("PRAGMA data_version").pluck();
  const changed = client
    .prepare<[number], number>(`SELECT id FROM objects WHERE seq > ? LIMIT ${MOST + 1}`)
    .pluck();
  const bySite = new Map<number, Last>();

  const dueAt = (siteId: number, now: Last): readonly number[] | null => {
    const last = bySite.get(siteId);
    if (last === undefined || last.others !== now.others || last.source !== now.source) return null;
    const due = last.open.union(new Set(changed.all(last.seq)));
    return due.size > MOST ? null : [...due];
  };

  return {
    begin(siteId, source) {
      const next: Last = { source, seq: head.get() ?? 0, others: others.get() ?? 0, open: new Set() };
      return {
        among: dueAt(siteId, next),
        found: (objects) => objects.forEach((object) => next.open.add(object)),
        end() {
          if (next.open.size > MOST) bySite.delete(siteId);
          else bySite.set(siteId, next);
        },
      };
    },
    judged: (siteId, object) => void bySite.get(siteId)?.open.add(object),
  };
}

/** The last look at a site: as of which change, and what differed then or was judged since. */
interface Last {
  readonly source: string;
  readonly seq: number;
  readonly others: number;
  readonly open: Set<number>;
}
