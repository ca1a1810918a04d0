import { Hono } from "hono";
import type { ContentfulStatusCode } from "hono/utils/http-status";
import { DomainError, type DomainProblem } from "../core/model/domain-error.ts";
import type { Log } from "../core/model/log.ts";
import type { Self } from "../exchange/self.ts";
import type { Publisher } from "../sinks/publisher.ts";
import type { Store } from "../store/contract.ts";
import { PROBLEM_TYPE, toProblem } from "../wire/problem.ts";
import { enterEventRoutes, type PushDoor } from "./discal/enter-event.ts";
import { objectRoutes } from "./discal/objects.ts";
import { siteRoutes } from "./discal/site.ts";
import { feedRoutes } from "./feeds/routes.ts";
import { healthRoutes } from "./health.ts";
import { webRoutes } from "./web/routes.ts";

/** The one table from what went wrong to how it is answered. */
const STATUS: Readonly<Record<DomainProblem, ContentfulStatusCode>> = {
  invalid: 400,
  unauthorized: 401,
  forbidden: 403,
  "read-only": 403,
  "not-found": 404,
  conflict: 409,
  "too-large": 413,
  unsupported: 415,
  "too-many": 429,
  unreachable: 502,
  unavailable: 503,
};

/** Everything that answers on the port, put together. */
export function createApp(node: {
  readonly self: Self;
  readonly publisher: Publisher;
  readonly store: Store;
  readonly door: PushDoor;
  readonly clock: () => number;
  readonly log: Log;
}): Hono {
  const { self, publisher, store, door, clock, log } = node;
  const pages = { store, site: publisher, now: clock };
  const app = new Hono()
    .route("/", healthRoutes(store, clock))
    .route("/", siteRoutes(self, store.epoch))
    .route("/", enterEventRoutes(door))
    .route("/", objectRoutes(store.commons))
    .route("/", feedRoutes(pages))
    .route("/", webRoutes(pages));
  app.onError((error, c) => {
    const known = error instanceof DomainError;
    if (!known) log.error({ err: error, path: c.req.path }, "a request broke");
    const shown = known ? error : new DomainError("unavailable", "This node has a fault; its log says more.");
    const status = known ? STATUS[error.problem] : 500;
    const retry: Record<string, string> = status === 503 ? { "Retry-After": "30" } : {};
    return c.body(JSON.stringify(toProblem(shown, status)), status, {
      "Content-Type": PROBLEM_TYPE,
      ...retry,
    });
  });
  return app;
}
