import type { MiddlewareHandler } from "hono";
import { isNear } from "../config/near.ts";
import { inRanges } from "../config/ranges.ts";
import { DomainError } from "../core/model/domain-error.ts";
import { createLimiter, tooMany } from "../exchange/limiter.ts";
import { callerKey, callerOf } from "./caller.ts";

/** What tells people and machines that the node lives is answered whatever else is not. */
const ALWAYS = new Set(["/healthz", "/readyz", "/metrics"]);
/**
 * ms that the turns take in which work is done here, of which each answer needs some: from the first on nodes are put off,
 * who come again by themselves; from the second on people.
 */
const PUTS_OFF = { nodes: 100, people: 300 };
/** s */
const WAIT = 10;

/** How much is answered. */
export interface Bounds {
  /** Requests of one address a minute. */
  readonly perMinute: number;
  /** CIDR ranges of addresses behind which may be everybody. */
  readonly proxies: readonly string[];
  /** For how long work has to wait here for its turn, ms. */
  readonly delay: () => number;
}

/**
 * Refuses early, before anything is read or looked up, what is more than this node can do: DomainErrors `too-many` by
 * address, `unavailable` where too much waits already.
 */
export function admission({ perMinute, proxies, delay }: Bounds, clock: () => number): MiddlewareHandler {
  const limiter = createLimiter({ name: "requests", burst: perMinute, perMinute });
  return async (c, next) => {
    const { path } = c.req;
    if (ALWAYS.has(path)) return next();
    const address = callerOf(c);
    if (address !== null && (!isNear(address, proxies) || isDisputed(c.req.raw.headers, address, proxies))) {
      const allowance = limiter(callerKey(address), clock());
      if (!allowance.allowed) throw tooMany(allowance);
    }
    if (delay() >= (path.startsWith("/discal/") ? PUTS_OFF.nodes : PUTS_OFF.people))
      throw new DomainError(
        "unavailable",
        "This node has more to do than it can: ask again a little later.",
        {
          fault: "busy",
          seconds: WAIT,
        },
      );
    return next();
  };
}

/**
 * Did a proxy pass on two headers that tell of different callers? One of them is made up by whoever asks, who would else
 * be counted by no address at all.
 */
function isDisputed(headers: Headers, address: string, proxies: readonly string[]): boolean {
  return inRanges(address, proxies) && headers.has("X-Forwarded-For") && headers.has("Forwarded");
}
