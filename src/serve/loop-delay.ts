import { monitorEventLoopDelay, performance } from "node:perf_hooks";

/** ms: how often it is looked, and over which time the middle of what was seen counts. */
const RESOLUTION = 20;
const WINDOW = 1000;

/**
 * Measures for how long work has to wait here, because other work is in its way: half of all that came within about the
 * last second waited longer, ms. One long piece of work alone does not count as load.
 */
export function loopDelay(): () => number {
  const histogram = monitorEventLoopDelay({ resolution: RESOLUTION });
  histogram.enable();
  let since = performance.now();
  let delay = 0;
  return () => {
    const now = performance.now();
    if (now - since < WINDOW) return delay;
    delay = histogram.count === 0 ? delay : Math.max(0, histogram.percentile(50) / 1e6 - RESOLUTION);
    histogram.reset();
    since = now;
    return delay;
  };
}
