import { MAX_NUMBER, type Version, type VersionClass } from "../model/version.ts";

/** What a peer is known to have of a UID, because it sent it or was sent it. */
export interface PeerCopy {
  readonly class: VersionClass;
  readonly revision: number;
  readonly digest: string;
  readonly c1: string;
  /** At the peer: what it was sent with, or one less than what it arrived with. */
  readonly hop: number;
  /** When the signature that it has was made, ms since 1970; null where it has none. */
  readonly signedAt: number | null;
}

/** The hop that a version is sent with: the pusher counts (protocol, section 5). Null: it goes no further. */
export function sendHop(version: Pick<Version, "hop">): number | null {
  return version.hop >= MAX_NUMBER ? null : version.hop + 1;
}

/**
 * The hop of a version that a site offers, as it is stored. From a site that is not the origin a value below 2 is
 * not believed (protocol, section 5).
 */
export function offeredHop(hop: number, fromOrigin: boolean): number {
  return fromOrigin ? hop : Math.max(2, hop);
}

/**
 * Does a peer lack this version? What it sent or was sent goes to it again only where the hop shrank, other bytes are
 * kept, or the origin has signed them anew (protocol, sections 5 and 6): so loops end even where hops lie. What it has
 * overtaken it does not need, and of a stub there is nothing to send.
 */
export function lacks(has: readonly PeerCopy[], version: Version): boolean {
  const hop = sendHop(version);
  if (hop === null || version.text === "") return false;
  return !has.some(
    (copy) =>
      copy.class === version.class &&
      (copy.revision > version.revision ||
        (copy.revision === version.revision &&
          copy.c1 === version.c1 &&
          copy.hop <= hop &&
          (copy.signedAt ?? 0) >= (version.signedAt ?? 0))),
  );
}
