import type { Site } from "../../core/model/site.ts";
import { uidFingerprint } from "../../core/model/uid.ts";
import type { Version } from "../../core/model/version.ts";
import type { Store } from "../../store/contract.ts";
import { isOrigin } from "./origin.ts";

/** Events that one push or pull would end, all of them one origin's. */
export interface Ending {
  /** Whose they are: a key or the URL of a peer; "" where the peer that brings it answers for that itself. */
  readonly origin: string;
  /** By another's key, as its signature proves: who brings it only passes it on. */
  readonly isPassedOn: boolean;
  readonly uids: ReadonlySet<string>;
}

/** Which events that stand these versions would cancel or delete, by whose they are. */
export async function endings(
  { commons, registry }: Pick<Store, "commons" | "registry">,
  peer: Site,
  versions: readonly Version[],
): Promise<readonly Ending[]> {
  const ending = Map.groupBy(
    versions.filter(({ cancelled }) => cancelled),
    ({ uid }) => uid,
  );
  const peers = ending.size === 0 ? [] : await registry.all();
  const found: { readonly uid: string; readonly origin: string; readonly isPassedOn: boolean }[] = [];
  for (const [uid, offered] of ending) {
    const stands = (await commons.get(uid))?.winner ?? null;
    if (stands === null || stands.cancelled) continue;
    const governing = uidFingerprint(uid) === null ? "open" : "signed";
    // Of several any will do: what comes beside it, overtaken already, must not hide it.
    const ends = offered.some((each) => each.class === governing && each.revision >= stands.revision);
    if (ends) found.push({ uid, ...whose(peers, peer, stands) });
  }
  return [...Map.groupBy(found, ({ origin }) => origin)].map(([origin, all]) => ({
    origin,
    isPassedOn: all.some(({ isPassedOn }) => isPassedOn),
    uids: new Set(all.map(({ uid }) => uid)),
  }));
}

/**
 * Whose event a peer would end: that of the key which must have signed that, or of another peer known here, which it may
 * pass on, or anybody's. By what stands, not by what it sends.
 */
function whose(peers: readonly Site[], peer: Site, stands: Version): Pick<Ending, "origin" | "isPassedOn"> {
  const signer = uidFingerprint(stands.uid);
  if (signer !== null && signer !== peer.fingerprint) return { origin: signer, isPassedOn: true };
  if (signer !== null || isOrigin(peer, stands)) return { origin: "", isPassedOn: false };
  const other = peers.find((each) => each.kind === "peer" && each.enabled && isOrigin(each, stands));
  return { origin: other?.url ?? "", isPassedOn: false };
}
