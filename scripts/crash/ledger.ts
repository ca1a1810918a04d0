/** A version of which somebody was told, with a 2xx, that it is taken. */
export interface Acknowledged {
  readonly uid: string;
  readonly revision: number;
  /** Words of its text that no other version has; null of a deletion. */
  readonly words: string | null;
}

/** What the node has promised to keep, in the order in which it did. */
export interface Ledger {
  readonly add: (version: Acknowledged) => void;
  readonly size: () => number;
  /** Those of which more was promised since `from`, and a sample of what was promised before. */
  readonly toCheck: (from: number) => readonly Acknowledged[];
  readonly all: () => readonly Acknowledged[];
}

/** So many older promises are looked at after each crash; all of them at the end. */
const SAMPLE = 300;

export function newLedger(pick: (least: number, most: number) => number): Ledger {
  const entries: Acknowledged[] = [];
  return {
    add: (version) => void entries.push(version),
    size: () => entries.length,
    all: () => entries,
    toCheck(from) {
      const older = Array.from({ length: Math.min(from, SAMPLE) }, () => entries[pick(0, from - 1)]);
      return [...older.filter((each) => each !== undefined), ...entries.slice(from)];
    },
  };
}
