import { uidDomain } from "../model/uid.ts";
import type { Version } from "../model/version.ts";

/**
 * Orders the rival versions of one revision: deleted, then cancelled, then the greatest digest comes first
 * (protocol, section 4). No clock and no order of arrival stands in it, so every node agrees.
 */
export function byRank(a: Version, b: Version): number {
  return (
    Number(b.deleted) - Number(a.deleted) ||
    Number(b.cancelled) - Number(a.cancelled) ||
    compare(b.digest, a.digest)
  );
}

/**
 * Orders byte copies of one version (same revision, same digest): a person's before a feed's, then the revise URL
 * at the host that the UID names, then the smaller revise URL, then the smaller C1. A copy is kept whole, so that
 * author and revise URL always travel inside the bytes that they stand in.
 */
export function byCopy(a: Version, b: Version): number {
  return (
    Number(a.by === "feed") - Number(b.by === "feed") ||
    Number(atOrigin(b)) - Number(atOrigin(a)) ||
    compare(serialised(a.reviseUrl), serialised(b.reviseUrl)) ||
    compare(a.c1, b.c1)
  );
}

function atOrigin(version: Version): boolean {
  const domain = uidDomain(version.uid);
  const url = URL.parse(version.reviseUrl);
  return url !== null && (url.host === domain || url.hostname === domain);
}

/** As the WHATWG URL standard writes it, so that two spellings of one URL are one. */
function serialised(url: string): string {
  return URL.parse(url)?.href ?? url;
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
