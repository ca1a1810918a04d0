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

/**
 * The name under which a caller's address is counted: an IPv6 address by its network of 64 bits, all of which is one
 * caller's; without an address all count as one.
 */
export function callerKey(address: string | null): string {
  if (address === null) return "unknown";
  if (!address.includes(":") || address.includes(".")) return address;
  const [head = "", tail = ""] = address.split("::");
  const groups = (text: string) => (text === "" ? [] : text.split(":"));
  const zeros = 8 - groups(head).length - groups(tail).length;
  const all = address.includes("::")
    ? [...groups(head), ...Array.from({ length: zeros }, () => "0"), ...groups(tail)]
    : groups(head);
  return `${all.slice(0, 4).join(":")}::/64`;
}
