/** All that can come of a small world. */
export interface Explored<S> {
  readonly states: number;
  readonly transitions: number;
  /** States in which nothing more can happen. */
  readonly ends: readonly S[];
  /** States from which no end can be reached any more. */
  readonly trapped: number;
}

/**
 * Visits every state that can be reached, whatever happens first. `key` says which states are the same: whatever has no
 * influence on what can follow is to be left out of it. Throws where there are more than `most` states.
 */
export function explore<S>(
  start: S,
  next: (state: S) => readonly S[],
  key: (state: S) => string,
  most: number,
): Explored<S> {
  const numbers = new Map<string, number>();
  const waiting: { readonly number: number; readonly state: S }[] = [];
  const cameFrom: number[][] = [];
  const ends: { readonly number: number; readonly state: S }[] = [];
  let transitions = 0;
  const visit = (state: S): number => {
    const name = key(state);
    const known = numbers.get(name);
    if (known !== undefined) return known;
    if (numbers.size >= most) throw new Error(`there are more than ${most} states`);
    numbers.set(name, numbers.size);
    const number = cameFrom.push([]) - 1;
    waiting.push({ number, state });
    return number;
  };
  visit(start);
  for (let one = waiting.pop(); one !== undefined; one = waiting.pop()) {
    const { number, state } = one;
    let isEnd = true;
    for (const following of next(state)) {
      const to = visit(following);
      if (to === number) continue;
      isEnd = false;
      transitions += 1;
      cameFrom[to]?.push(number);
    }
    if (isEnd) ends.push({ number, state });
  }
  const trapped =
    numbers.size -
    leadingTo(
      ends.map(({ number }) => number),
      cameFrom,
    );
  return { states: numbers.size, transitions, ends: ends.map(({ state }) => state), trapped };
}

/** How many states lead to one of these, themselves among them. */
function leadingTo(ends: readonly number[], cameFrom: readonly (readonly number[])[]): number {
  const seen = new Set(ends);
  const waiting = [...ends];
  for (let state = waiting.pop(); state !== undefined; state = waiting.pop()) {
    for (const before of cameFrom[state] ?? []) {
      if (seen.has(before)) continue;
      seen.add(before);
      waiting.push(before);
    }
  }
  return seen.size;
}
