/** A piece of work of which there is never more than one under way. */
export interface Lane<T> {
  /** Starts it, or joins the one that runs, and then runs it once more: what came up meanwhile is not forgotten. */
  (): Promise<T>;
  /** Resolves when nothing runs any more. */
  done(): Promise<void>;
}

/** Makes a lane of `work`. */
export function singleFlight<T>(work: () => Promise<T>): Lane<T> {
  let running: Promise<T> | null = null;
  let waiting: Promise<T> | null = null;
  const start = (): Promise<T> => {
    const run = work().finally(() => {
      if (running === run) running = null;
    });
    running = run;
    return run;
  };
  const lane = (): Promise<T> => {
    // Between the end of a run and the start of the one that waits for it, nobody else may start.
    if (running === null && waiting === null) return start();
    waiting ??= Promise.resolve(running)
      .catch(() => {})
      .then(() => {
        waiting = null;
        return start();
      });
    return waiting;
  };
  const done = async (): Promise<void> => {
    await Promise.allSettled([waiting, running]);
  };
  return Object.assign(lane, { done });
}

/** Does pieces of work one after another, in the order in which they come; one that fails holds up no other. */
export function inTurn(): <T>(work: () => Promise<T>) => Promise<T> {
  let last: Promise<unknown> = Promise.resolve();
  return (work) => {
    const run = last.then(work);
    last = run.catch(() => {});
    return run;
  };
}
