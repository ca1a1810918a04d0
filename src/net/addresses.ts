import ipaddr from "ipaddr.js";
import { inRanges } from "../config/ranges.ts";

/** The only IPv6 block that global unicast addresses come from (IANA registry, RFC 4291). */
const globalBlock = ipaddr.IPv6.parseCIDR("2000::/3");

/**
 * May a connection go to this address (protocol, section 10)? Yes where it is global unicast or in one of the CIDR
 * ranges `allow`. Every other is refused: private, loopback, link-local, multicast, reserved, documentation,
 * and the IPv6 forms that carry an IPv4 address (mapped, compatible, NAT64, 6to4, Teredo), whatever they carry.
 */
export function isAllowed(address: string, allow: readonly string[]): boolean {
  return isGlobalUnicast(address) || inRanges(address, allow);
}

function isGlobalUnicast(address: string): boolean {
  if (!ipaddr.isValid(address)) return false;
  const parsed = ipaddr.parse(address);
  return parsed.range() === "unicast" && (parsed.kind() === "ipv4" || parsed.match(globalBlock));
}
