import { Hono, type MiddlewareHandler } from "hono";
import { routePath } from "hono/route";
import type { Log } from "../core/model/log.ts";
import type { Observe } from "../core/model/observed.ts";
import { attempt, type Guesses } from "../exchange/guesses.ts";
import { authenticateToken } from "../exchange/tokens.ts";
import type { Store } from "../store/contract.ts";
import { BEARER, bearerText } from "../wire/bearer.ts";
import { letIn } from "./api/access.ts";
import { callerKey, callerOf } from "./caller.ts";
import type { Metrics } from "./discovery/metrics.ts";

/** `GET /metrics` for Prometheus. It names peers, and so asks for a token of any role. */
export function metricsRoutes(
  metrics: Pick<Metrics, "text">,
  tokens: Pick<Store["tokens"], "byHash" | "used">,
  clock: () => number,
  guesses: Guesses,
): Hono {
  return new Hono().get("/metrics", challenge, async (c) => {
    const text = bearerText(c.req.raw.headers);
    const comeIn = (text: string) =>
      attempt(guesses, callerKey(callerOf(c)), clock, () => authenticateToken(tokens, text, clock()));
    letIn(text === null ? null : await comeIn(text), "reader");
    const { contentType, body } = await metrics.text();
    return c.body(body, 200, { "Content-Type": contentType, "Cache-Control": "no-store" });
  });
}

/** Says how to come in (RFC 9110, section 11.6.1). */
const challenge: MiddlewareHandler = async (c, next) => {
  await next();
  if (c.res.status === 401) c.res.headers.set("WWW-Authenticate", BEARER);
};

/**
 * Takes note of each request that was answered: by the pattern of its route, never by its path, of which there are
 * as many as somebody cares to ask for.
 */
export function observeRequests(observe: Observe, clock: () => number, log: Log): MiddlewareHandler {
  return async (c, next) => {
    const begun = clock();
    await next();
    const took = clock() - begun;
    const { method, path } = c.req;
    const { status } = c.res;
    const pattern = routePath(c);
    const route = pattern === "/*" ? "none" : pattern;
    observe({ what: "request", route, method, status, took });
    log.debug({ caller: callerOf(c), method, path, status, took }, "answered");
  };
}
