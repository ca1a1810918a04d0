import { performance } from "node:perf_hooks";

/** A turn of the event loop: when it ended, and how long it took, ms. */
export interface Turn {
  readonly ended: number;
  readonly took: number;
}

/** Turns of the last 3 s count. */
const WINDOW = 3000;
/** Shorter ones are nobody's wait, ms. */
const LEAST = 20;

/**
 * How long the turns are in which those who come now find the node (ms): during half of the last 3 s it was in turns as long
 * as that, or longer. One or two long ones among short ones are no load.
 */
export function usualTurn(turns: readonly Turn[], now: number): number {
  let left = WINDOW / 2;
  for (const { took } of recent(turns, now).toSorted((a, b) => b.took - a.took)) {
    left -= took;
    if (left <= 0) return took;
  }
  return 0;
}

/** Measures how long work has to wait here for its turn, ms, as often as it is asked. */
export function loopDelay(): () => number {
  let turns: readonly Turn[] = [];
  let delay = 0;
  let [isWatched, isAsked] = [false, false];
  // Where an immediate waits, a turn ends as soon as there is nothing to do: none is long for want of work.
  const watch = (begun: number): void => {
    isAsked = false;
    setImmediate(() => {
      const ended = performance.now();
      if (ended - begun >= LEAST) turns = [...recent(turns, ended), { ended, took: ended - begun }];
      delay = usualTurn(turns, ended);
      isWatched = isAsked;
      if (isAsked) watch(ended);
    });
  };
  return () => {
    isAsked = true;
    if (isWatched) return delay;
    isWatched = true;
    const now = performance.now();
    watch(now);
    delay = usualTurn(turns, now);
    return delay;
  };
}

function recent(turns: readonly Turn[], now: number): readonly Turn[] {
  return turns.filter(({ ended }) => now - ended < WINDOW);
}
