import { DomainError } from "../../core/model/domain-error.ts";
import type { Log } from "../../core/model/log.ts";
import type { Site } from "../../core/model/site.ts";
import { uidFingerprint } from "../../core/model/uid.ts";
import type { Version } from "../../core/model/version.ts";
import type { Store } from "../../store/contract.ts";
import { isOrigin } from "./origin.ts";
import { quotaOf, type Rationed } from "./quota.ts";

/** How long a peer that was stopped is told to wait, s: a person has to look first. */
const WAIT = 3600;

/** Stops a peer that cancels, deletes or brings more events within a day than any real one would (protocol, section 8). */
export interface Brake {
  /** Throws a DomainError `too-many` where the peer was stopped, by the brake or by a person. */
  admit(peer: Site): Promise<void>;
  /**
   * Counts what these versions of a peer would cancel; throws as `admit` does, and suspends it, where that is too much.
   * Gives those that it may bring by its quota.
   */
  check(peer: Site, versions: readonly Version[]): Promise<Rationed>;
}

/** `brake`: events that one peer may cancel or delete within a day; `quota`: new ones that it may bring. */
export function createBrake(
  node: {
    readonly store: Pick<Store, "commons" | "registry" | "notices">;
    readonly clock: () => number;
    readonly log: Log;
  },
  { brake: most, quota }: { readonly brake: number; readonly quota: number },
): Brake {
  const { store, clock, log } = node;
  const ration = quotaOf(node, quota);

  async function stop(peer: Site, origin: string, cancels: number): Promise<never> {
    const whose = origin === "" ? "events" : `events of ${origin}`;
    const reason = `It has cancelled or deleted ${cancels} ${whose} within a day; ${most} are allowed.`;
    await store.registry.suspend(peer.id, reason, clock());
    const text = `“${peer.name}” was suspended. ${reason} What it sent last was not taken. Where that is right, resume it: npx discal peers resume ${peer.id}`;
    await store.notices.add([{ kind: "suspended", uid: null, siteId: peer.id, text }], clock());
    log.warn({ peer: peer.url, origin, cancels, most }, "a peer was suspended by the brake on cancellations");
    throw stopped(
      `${cancels} ${whose} were cancelled or deleted by ${peer.url} within a day: it is suspended.`,
    );
  }

  return {
    async admit(peer) {
      const reason = await store.registry.heldBack(peer.id);
      if (reason !== null) throw stopped(`Nothing of ${peer.url} is taken until a person here resumes it.`);
    },
    async check(peer, versions) {
      for (const [origin, cancels] of await cancelsByOrigin(store, peer, versions)) {
        const today = await store.registry.countCancels(peer.id, origin, cancels, clock());
        if (today > most) await stop(peer, origin, today);
      }
      return ration(peer, versions);
    },
  };
}

/** How many events that stand these versions would cancel or delete, by whose they are. */
async function cancelsByOrigin(
  { commons, registry }: Pick<Store, "commons" | "registry">,
  peer: Site,
  versions: readonly Version[],
): Promise<ReadonlyMap<string, number>> {
  const ending = Map.groupBy(
    versions.filter(({ cancelled }) => cancelled),
    ({ uid }) => uid,
  );
  const counts = new Map<string, number>();
  const peers = ending.size === 0 ? [] : await registry.all();
  for (const [uid, offered] of ending) {
    const stands = (await commons.get(uid))?.winner ?? null;
    if (stands === null || stands.cancelled) continue;
    const governing = uidFingerprint(uid) === null ? "open" : "signed";
    // Of several any will do: what comes beside it, overtaken already, must not hide it.
    const ends = offered.some((each) => each.class === governing && each.revision >= stands.revision);
    const origin = originOf(peers, peer, stands);
    if (ends) counts.set(origin, (counts.get(origin) ?? 0) + 1);
  }
  return counts;
}

/**
 * Whose event a peer would end: that of the key which must have signed that, or of another peer known here, which it may
 * pass on. "" where it is its own, or anybody's: it answers for that itself. By what stands, not by what it sends.
 */
function originOf(peers: readonly Site[], peer: Site, stands: Version): string {
  const signer = uidFingerprint(stands.uid);
  if (signer !== null) return signer === peer.fingerprint ? "" : signer;
  if (isOrigin(peer, stands)) return "";
  const other = peers.find((each) => each.kind === "peer" && each.enabled && isOrigin(each, stands));
  return other?.url ?? "";
}

function stopped(message: string): DomainError {
  return new DomainError("too-many", message, { fault: "suspended", seconds: WAIT });
}
