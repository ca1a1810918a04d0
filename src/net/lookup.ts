import type { LookupAddress } from "node:dns";
import { lookup as resolveName } from "node:dns/promises";
import { isIPv6 } from "node:net";
import type { LookupFunction } from "node:net";
import { callbackify } from "node:util";
import { reachable } from "./target.ts";

/** Resolves a name to all its addresses; rejects as `dns.promises.lookup` does. */
export type Lookup = (hostname: string) => Promise<readonly string[]>;

/** All addresses that this machine's resolver knows. */
export const systemLookup: Lookup = async (hostname) =>
  (await resolveName(hostname, { all: true })).map(({ address }) => address);

/**
 * A socket's look-up that hands out only addresses that `protocol` may connect to. The socket connects to what it gets
 * here and asks no second time, so a name that changes its mind (DNS rebinding) gains nothing.
 */
export function guardedLookup(lookup: Lookup, protocol: string, allow: readonly string[]): LookupFunction {
  const resolve = callbackify(async (hostname: string): Promise<LookupAddress[]> => {
    const usable = reachable(hostname, await lookup(hostname), protocol, allow);
    return usable.map((address) => ({ address, family: isIPv6(address) ? 6 : 4 }));
  });
  return (hostname, _options, callback) =>
    resolve(hostname, (error, addresses) => callback(error, error === null ? addresses : []));
}
