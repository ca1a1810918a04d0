import { Hono } from "hono";
import type { Store } from "../store/contract.ts";

/** `GET /healthz`: the node answers, and its store can be read. */
export function healthRoutes(store: Store, clock: () => number): Hono {
  return new Hono().get("/healthz", async (c) => {
    const { events, conflicts, lastChange } = await store.statistics();
    const change = lastChange === 0 ? null : new Date(lastChange).toISOString();
    const health = {
      status: "ok",
      time: new Date(clock()).toISOString(),
      events,
      conflicts,
      lastChange: change,
    };
    return c.json(health, 200, { "Cache-Control": "no-store" });
  });
}
