import { isIP } from "node:net";
import ipaddr from "ipaddr.js";

/** Is `text` a CIDR range (`10.0.0.0/8`, `fd00::/8`) or one address in its usual spelling? */
export function isRange(text: string): boolean {
  const address = text.split("/", 1)[0] ?? "";
  const usual = ipaddr.IPv4.isValidFourPartDecimal(address) || ipaddr.IPv6.isValid(address);
  return usual && (text.includes("/") ? ipaddr.isValidCIDR(text) : true);
}

/** Does one of the CIDR `ranges` hold `address`? IPv4 ranges hold no IPv6 spelling of an IPv4 address. */
export function inRanges(address: string, ranges: readonly string[]): boolean {
  if (!ipaddr.isValid(address)) return false;
  const parsed = ipaddr.parse(address);
  return networksOf(ranges).some(
    ([network, bits]) => network.kind() === parsed.kind() && parsed.match(network, bits),
  );
}

/** An IP address in its shortest spelling, an IPv4 one also where IPv6 wraps it; null where `text` is none. */
export function addressOf(text: string): string | null {
  // A zone (`fe80::1%eth0`) means something only on the machine that wrote it.
  const bare = text.split("%", 1)[0] ?? "";
  return isIP(bare) === 0 ? null : ipaddr.process(bare).toString();
}

type Network = ReturnType<typeof parseRange>;

/** Each list is read once: it stays the same for as long as a node runs, and is asked of at every request. */
const networks = new WeakMap<readonly string[], readonly Network[]>();

function networksOf(ranges: readonly string[]): readonly Network[] {
  const known = networks.get(ranges) ?? ranges.map(parseRange);
  networks.set(ranges, known);
  return known;
}

function parseRange(range: string) {
  if (range.includes("/")) return ipaddr.parseCIDR(range);
  const address = ipaddr.parse(range);
  return [address, address.kind() === "ipv4" ? 32 : 128] as const;
}
