import { inRanges } from "./ranges.ts";

/** This machine and its own networks (RFC 1918, 3927, 4193, 4291, 6598). */
const NEAR = [
  "127.0.0.0/8",
  "10.0.0.0/8",
  "172.16.0.0/12",
  "192.168.0.0/16",
  "169.254.0.0/16",
  "100.64.0.0/10",
  "::1/128",
  "fc00::/7",
  "fe80::/10",
];

/**
 * Is an address one that is not counted by itself: of this machine, its own networks, or a proxy's? Behind it may be
 * everybody, where an operator has named no proxy.
 */
export function isNear(address: string, proxies: readonly string[]): boolean {
  return inRanges(address, NEAR) || inRanges(address, proxies);
}
