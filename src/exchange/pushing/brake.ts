import { DomainError } from "../../core/model/domain-error.ts";
import type { Log } from "../../core/model/log.ts";
import type { Site } from "../../core/model/site.ts";
import type { Version } from "../../core/model/version.ts";
import type { Store } from "../../store/contract.ts";
import { type Ending, endings } from "./ending.ts";
import { quotaOf, type Ration, type Rationed } from "./quota.ts";

/** How long a peer that was stopped is told to wait, s: a person has to look first. */
const WAIT = 3600;

/** What a peer may bring of what it offers, by brake and quota. */
export interface Braked extends Rationed {
  /** What is to be offered again later: by its key too much was ended in a day, which is not held against the peer. */
  readonly held: readonly Version[];
}

/** Stops who cancels, deletes or brings more events within a day than any real one would (protocol, section 8). */
export interface Brake {
  /** Throws a DomainError `too-many` where the peer was stopped, by the brake or by a person. */
  admit(peer: Site): Promise<void>;
  /**
   * Counts what these versions of a peer would cancel; throws as `admit` does, and suspends it, where that is too much
   * and nobody else has signed it. Gives those that it may bring by its quota.
   */
  check(peer: Site, versions: readonly Version[]): Promise<Braked>;
  /** Those that a site may bring by its quota alone. */
  readonly ration: Ration;
}

/** `brake`: events that one peer may cancel or delete within a day; `quota`: new ones that a peer or a feed may bring. */
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

  async function tell(peer: Site, { origin }: Ending, cancels: number, text: string): Promise<void> {
    await store.notices.add([{ kind: "suspended", uid: null, siteId: peer.id, text }], clock());
    log.warn({ peer: peer.url, origin, cancels, most }, "the brake on cancellations has stopped somebody");
  }

  async function stop(peer: Site, ending: Ending, cancels: number): Promise<never> {
    const whose = ending.origin === "" ? "events" : `events of ${ending.origin}`;
    const reason = `It has cancelled or deleted ${cancels} ${whose} within a day; ${most} are allowed.`;
    await store.registry.suspend(peer.id, reason, clock());
    const text = `“${peer.name}” was suspended. ${reason} What it sent last was not taken. Where that is right, resume it: npx discal peers resume ${peer.id}`;
    await tell(peer, ending, cancels, text);
    throw stopped(
      `${cancels} ${whose} were cancelled or deleted by ${peer.url} within a day: it is suspended.`,
    );
  }

  /** Told once a day, whatever is offered again. */
  async function hold(peer: Site, ending: Ending, cancels: number): Promise<void> {
    if (cancels - ending.uids.size > most) return;
    const text = `The key ${ending.origin} has cancelled or deleted ${cancels} of its events within a day, as “${peer.name}” passes on; ${most} are allowed, and the rest comes at that rate. Where that is right, let them all come: npx discal peers resume ${peer.id}`;
    await tell(peer, ending, cancels, text);
  }

  return {
    ration,
    async admit(peer) {
      const reason = await store.registry.heldBack(peer.id);
      if (reason !== null) throw stopped(`Nothing of ${peer.url} is taken until a person here resumes it.`);
    },
    async check(peer, versions) {
      const waiting = new Set<string>();
      for (const ending of await endings(store, peer, versions)) {
        const { origin, isPassedOn, uids } = ending;
        const today = await store.registry.countCancels(peer.id, origin, uids.size, clock());
        if (today <= most) continue;
        if (!isPassedOn) await stop(peer, ending, today);
        await hold(peer, ending, today);
        for (const uid of uids) waiting.add(uid);
      }
      const { held = [], go = [] } = Object.groupBy(versions, ({ uid }) =>
        waiting.has(uid) ? "held" : "go",
      );
      return { ...(await ration(peer, go)), held };
    },
  };
}

function stopped(message: string): DomainError {
  return new DomainError("too-many", message, { fault: "suspended", seconds: WAIT });
}
