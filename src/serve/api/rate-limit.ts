import type { Allowance } from "../../exchange/limiter.ts";

/** How an answer tells of it (draft-ietf-httpapi-ratelimit-headers). */
export function rateLimitHeaders({
  quota,
  allowed,
  remaining,
  seconds,
}: Allowance): Readonly<Record<string, string>> {
  const { name, burst, perMinute } = quota;
  return {
    "RateLimit-Policy": `"${name}";q=${burst};w=${Math.ceil((burst * 60) / perMinute)}`,
    RateLimit: `"${name}";r=${remaining};t=${seconds}`,
    ...(!allowed && { "Retry-After": String(seconds) }),
  };
}
