import type { Log } from "../core/model/log.ts";
import type { Node } from "../node.ts";

/** How often a running node looks whether another process has written to its database, ms. */
const GLANCE = 1000;

/** How long one round of work may hold up the next, ms. */
const PATIENCE = 5000;

/**
 * Owns the one timer of a running node: does what is due when it is due, what a request leaves to deliver at once,
 * and what the command line wrote within a second. Resolves when `signal` aborts.
 */
export async function beat(
  node: Node,
  { clock, signal, log }: { readonly clock: () => number; readonly signal: AbortSignal; readonly log: Log },
): Promise<void> {
  const { promise: stopped, resolve: stop } = Promise.withResolvers<void>();
  let due = 0;
  let last = 0;
  let timer: NodeJS.Timeout | undefined;
  const work = (): void => {
    // While a slow poll is under way, deliveries that become due must not wait for it.
    due = clock() + PATIENCE;
    node
      .tick()
      .then((next) => (due = next))
      .catch((error: unknown) => log.error({ err: error }, "upkeep broke; it is tried again"));
  };
  const glance = (): void => {
    const now = clock();
    // A clock that is set back must not make all that is due wait until it is late again.
    if (now < last) due = now;
    last = now;
    if (now >= due || node.store.changedElsewhere()) work();
    timer = setTimeout(glance, GLANCE);
  };
  node.onWork(work);
  glance();
  if (signal.aborted) stop();
  signal.addEventListener("abort", () => stop(), { once: true });
  await stopped;
  clearTimeout(timer);
}
