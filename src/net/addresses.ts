import ipaddr from "ipaddr.js";
import { inRanges } from "../config/ranges.ts";

/** The only IPv6 block that global unicast addresses come from (IANA registry, RFC 4291). */
const globalBlock = ipaddr.IPv6.parseCIDR("2000::/3");

/** Looks public, and is the host of a virtual machine at Azure. */
const platform = "168.63.129.16";

/**
 * May a connection go to this address (protocol, section 10)? Yes where it is global unicast or in one of the CIDR
 * ranges `allow`. Every other is refused: private, loopback, link-local, multicast, reserved, documentation,
 * and the IPv6 forms that carry an IPv4 address (mapped, compatible, NAT64, 6to4, Teredo, ISATAP), whatever they carry.
 */
export function isAllowed(address: string, allow: readonly string[]): boolean {
  return isGlobalUnicast(address) || inRanges(address, allow);
}

function isGlobalUnicast(address: string): boolean {
  if (!ipaddr.isValid(address)) return false;
  const parsed = ipaddr.parse(address);
  if (parsed.range() !== "unicast") return false;
  return parsed instanceof ipaddr.IPv6
    ? parsed.match(globalBlock) && !isIsatap(parsed)
    : parsed.toString() !== platform;
}

/** Does the interface's half say `::5efe:a.b.c.d` (RFC 5214, section 6.1)? A tunnel unpacks it to that IPv4 address. */
function isIsatap({ parts }: ipaddr.IPv6): boolean {
  const [high = 0, low = 0] = parts.slice(4);
  return (high === 0 || high === 0x0200) && low === 0x5efe;
}
