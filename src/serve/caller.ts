import { addressOf, inRanges } from "../config/ranges.ts";

/** What goes with each request into the app, beside the request itself. */
export interface Caller {
  /** Address of who asks, in its shortest spelling; null where none is known. */
  readonly caller: string | null;
}

/** The address of who asks, as `addressBehind` found it; null where the request came by no socket. */
export function callerOf(c: { readonly env: unknown }): string | null {
  return (c.env as Partial<Caller> | undefined)?.caller ?? null;
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

/**
 * Who asks, where `socket` is the address that the connection comes from. Only the addresses in `proxies` (CIDR
 * ranges) are believed: what they say of whom they ask for is read from its end, past those that are proxies
 * themselves. A proxy writes one of `X-Forwarded-For` and `Forwarded` (RFC 7239) and may pass the other on from
 * whoever asks: where the two tell of different callers, neither counts.
 */
export function addressBehind(
  headers: Headers,
  socket: string | null,
  proxies: readonly string[],
): string | null {
  const nearest = addressOf(socket ?? "");
  if (nearest === null || !inRanges(nearest, proxies)) return nearest;
  const told = [
    headers.get("X-Forwarded-For")?.split(",").map(addressOfNode),
    headers.get("Forwarded")?.split(",").map(addressOfElement),
  ].flatMap((way) => (way === undefined ? [] : [firstBeyond(nearest, way, proxies)]));
  const [caller = nearest, ...others] = told;
  return others.every((other) => other === caller) ? caller : nearest;
}

/** What is not an address (`unknown`, `_hidden`) ends what is known of the way. */
function firstBeyond(nearest: string, way: readonly (string | null)[], proxies: readonly string[]): string {
  let caller = nearest;
  for (const address of way.toReversed()) {
    if (address === null || !inRanges(caller, proxies)) break;
    caller = address;
  }
  return caller;
}

/** Of `for=192.0.2.60;proto=http` its `for` (RFC 7239, section 4). */
function addressOfElement(element: string): string | null {
  const node = /(?:^|;)\s*for\s*=\s*(?:"([^"]*)"|([^\s;"]+))/i.exec(element);
  return addressOfNode(node?.[1] ?? node?.[2] ?? "");
}

/** `192.0.2.60`, `192.0.2.60:4711`, `2001:db8::1`, `[2001:db8::1]:4711` (RFC 7239, section 6). */
function addressOfNode(text: string): string | null {
  const node = text.trim();
  const bare = /^\[([^\]]*)\](?::\w+)?$/.exec(node) ?? /^([\d.]+):\w+$/.exec(node);
  return addressOf(bare?.[1] ?? node);
}
