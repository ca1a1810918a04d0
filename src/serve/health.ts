import { Hono, type MiddlewareHandler } from "hono";
import { DomainError } from "../core/model/domain-error.ts";
import { instantOf } from "../sinks/instant.ts";
import { statisticsJson } from "../sinks/statistics-json.ts";
import type { Store } from "../store/contract.ts";

/**
 * `GET /healthz`: the node answers, and its store can be read. `GET /readyz`: it can do all of its work, and is not
 * about to end; else a DomainError `unavailable` says what is in the way.
 */
export function healthRoutes(
  store: Pick<Store, "statistics" | "ready">,
  clock: () => number,
  isClosing: () => boolean,
): Hono {
  const time = () => instantOf(clock());
  const ready = onceInAWhile(() => store.ready(), clock);
  const statistics = onceInAWhile(() => store.statistics(), clock);
  return new Hono()
    .get("/healthz", asOfNow, async (c) => {
      const { events, conflicts, last_change } = statisticsJson(await statistics());
      return c.json({ status: "ok", time: time(), events, conflicts, last_change });
    })
    .get("/readyz", asOfNow, async (c) => {
      if (isClosing()) throw new DomainError("unavailable", "This node is closing.");
      await ready();
      return c.json({ status: "ready", time: time() });
    });
}

/** So long an answer holds, ms. */
const LASTS = 1_000;

/** Anybody may ask without end, and each look counts all events, or writes to the disk and may wait for another process. */
function onceInAWhile<Found>(look: () => Promise<Found>, clock: () => number): () => Promise<Found> {
  let last: { readonly at: number; readonly found: Promise<Found> } | null = null;
  return () => {
    const now = clock();
    if (last === null || Math.abs(now - last.at) >= LASTS) last = { at: now, found: look() };
    return last.found;
  };
}

/** Refusals are not kept, either. */
const asOfNow: MiddlewareHandler = async (c, next) => {
  await next();
  c.res.headers.set("Cache-Control", "no-store");
};
