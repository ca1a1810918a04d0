/** What is to happen, in the order of its time; of equal times what was planned first. */
export interface Timeline {
  now(): number;
  /** At `wait` ms from now. */
  plan(wait: number, happen: () => void): void;
  /** Lets happen what is next; false where nothing is left. */
  step(): boolean;
}

interface Entry {
  readonly at: number;
  readonly order: number;
  readonly happen: () => void;
}

/** A timeline that begins at 0, as a binary heap. */
export function timeline(): Timeline {
  const heap: Entry[] = [];
  let now = 0;
  let planned = 0;
  const isBefore = (a: number, b: number): boolean => {
    const [x, y] = [heap[a] as Entry, heap[b] as Entry];
    return x.at < y.at || (x.at === y.at && x.order < y.order);
  };
  const swap = (a: number, b: number): void => {
    [heap[a], heap[b]] = [heap[b] as Entry, heap[a] as Entry];
  };
  const rise = (from: number): void => {
    for (let at = from; at > 0;) {
      const parent = (at - 1) >> 1;
      if (!isBefore(at, parent)) return;
      swap(at, parent);
      at = parent;
    }
  };
  const sink = (): void => {
    for (let at = 0; ;) {
      const [left, right] = [2 * at + 1, 2 * at + 2];
      let least = at;
      if (left < heap.length && isBefore(left, least)) least = left;
      if (right < heap.length && isBefore(right, least)) least = right;
      if (least === at) return;
      swap(at, least);
      at = least;
    }
  };
  return {
    now: () => now,
    plan(wait, happen) {
      heap.push({ at: now + wait, order: planned, happen });
      planned += 1;
      rise(heap.length - 1);
    },
    step() {
      const [first] = heap;
      if (first === undefined) return false;
      const last = heap.pop() as Entry;
      if (heap.length > 0) heap[0] = last;
      sink();
      now = first.at;
      first.happen();
      return true;
    },
  };
}
