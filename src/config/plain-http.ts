import { isIP } from "node:net";
import { inRanges } from "./ranges.ts";

const loopback = ["127.0.0.1", "::1"];

/**
 * May `http:` be used with this host? Only for addresses in `allow`. A name is resolved when it is connected to, and
 * checked again there; here it passes if any range is allowed that it could lie in (`localhost`: a loopback one).
 */
export function mayUsePlainHttp(hostname: string, allow: readonly string[]): boolean {
  const address = bare(hostname);
  if (isIP(address) !== 0) return inRanges(address, allow);
  return isLocalhost(hostname) ? loopback.some((each) => inRanges(each, allow)) : allow.length > 0;
}

/** Is this host of a URL the machine itself, by name or address? */
export function isLoopback(hostname: string): boolean {
  return isLocalhost(hostname) || inRanges(bare(hostname), ["127.0.0.0/8", "::1/128"]);
}

/** Host of a URL without the brackets that an IPv6 address has there. */
function bare(hostname: string): string {
  return hostname.replace(/^\[(.*)\]$/, "$1");
}

function isLocalhost(hostname: string): boolean {
  return /(^|\.)localhost\.?$/.test(hostname);
}
