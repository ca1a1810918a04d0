import { DomainError } from "../../core/model/domain-error.ts";
import type { Log } from "../../core/model/log.ts";
import type { Site } from "../../core/model/site.ts";
import { uidFingerprint } from "../../core/model/uid.ts";
import type { Version } from "../../core/model/version.ts";
import type { Store } from "../../store/contract.ts";

/** How long a peer that was stopped is told to wait, s: a person has to look first. */
const WAIT = 3600;

/** Stops a peer that cancels or deletes more events within a day than any real one would (protocol, section 8). */
export interface Brake {
  /** Throws a DomainError `too-many` where the peer was stopped, by the brake or by a person. */
  admit(peer: Site): Promise<void>;
  /** Counts what these versions of a peer would cancel; throws as `admit` does, and suspends it, where that is too much. */
  check(peer: Site, versions: readonly Version[]): Promise<void>;
}

/** `most`: events that one peer may cancel or delete within a day. */
export function createBrake(
  {
    store,
    clock,
    log,
  }: {
    readonly store: Pick<Store, "commons" | "registry" | "notices">;
    readonly clock: () => number;
    readonly log: Log;
  },
  most: number,
): Brake {
  return {
    async admit(peer) {
      const reason = await store.registry.heldBack(peer.id);
      if (reason !== null) throw stopped(`Nothing of ${peer.url} is taken until a person here resumes it.`);
    },
    async check(peer, versions) {
      const cancels = await countCancels(store, versions);
      if (cancels === 0) return;
      const now = clock();
      const today = await store.registry.countCancels(peer.id, cancels, now);
      if (today <= most) return;
      const reason = `It has cancelled or deleted ${today} events within a day; ${most} are allowed.`;
      await store.registry.suspend(peer.id, reason, now);
      const text = `“${peer.name}” was suspended. ${reason} What it sent last was not taken. Where that is right, resume it: npx discal sites resume ${peer.id}`;
      await store.notices.add([{ kind: "suspended", uid: null, siteId: peer.id, text }], now);
      log.warn(
        { peer: peer.url, cancels: today, most },
        "a peer was suspended by the brake on cancellations",
      );
      throw stopped(
        `${today} events were cancelled or deleted by ${peer.url} within a day: it is suspended.`,
      );
    },
  };
}

/** Events that stand, and that one of these versions would cancel or delete. */
async function countCancels(
  { commons }: Pick<Store, "commons">,
  versions: readonly Version[],
): Promise<number> {
  const ending = Map.groupBy(
    versions.filter(({ cancelled }) => cancelled),
    ({ uid }) => uid,
  );
  let cancels = 0;
  for (const [uid, offered] of ending) {
    const stands = (await commons.get(uid))?.winner ?? null;
    if (stands === null || stands.cancelled) continue;
    const governing = uidFingerprint(uid) === null ? "open" : "signed";
    // Of several any will do: what comes beside it, overtaken already, must not hide it.
    const ends = offered.some((each) => each.class === governing && each.revision >= stands.revision);
    if (ends) cancels += 1;
  }
  return cancels;
}

function stopped(message: string): DomainError {
  return new DomainError("too-many", message, { fault: "suspended", seconds: WAIT });
}
