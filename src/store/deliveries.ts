import type { NewNotice } from "../core/model/notice.ts";
import type { Site } from "../core/model/site.ts";
import type { OfferResult } from "../core/model/verdict.ts";
import type { Version } from "../core/model/version.ts";

/** The next versions for one peer, and the place in the change log that they reach to. */
export interface Batch {
  readonly peer: Site;
  /** It has asked for it itself, and said where and how. */
  readonly asked: boolean;
  /** Same over retries. */
  readonly deliveryId: string;
  /** With the hop as it is to be sent. All sibling versions of a UID stand together. */
  readonly versions: readonly Version[];
  /** Sites that all of these versions have crossed, nearest last, at most 16. */
  readonly path: readonly string[];
  /** The cursor moves from here to `upTo`, unless a replay has begun in between. */
  readonly after: number;
  readonly upTo: number;
  /** There may be more behind it. */
  readonly more: boolean;
}

export interface PeerLag {
  readonly siteId: number;
  readonly url: string;
  readonly cursor: number;
  readonly backlog: number;
  readonly failures: number;
  readonly nextTry: number | null;
  readonly lastSuccess: number | null;
  readonly lastError: string | null;
  /** Objects that the peer rejected or deferred, with its reasons. */
  readonly exceptions: number;
  /** Stopped by the peer's answer (401, 403, 410) until an operator replays. */
  readonly stopped: boolean;
  /** `open` after 5 failures in a row: only one object at a time tries whether the peer is back. */
  readonly circuit: "closed" | "open";
  /** It has failed for 14 days: not tried any more until it shows itself. */
  readonly dormant: boolean;
}

/** A version that a peer did not take. */
export interface DeliveryException {
  readonly uid: string;
  readonly revision: number;
  readonly c1: string;
  readonly verdict: "deferred" | "rejected";
  readonly reason: string;
  readonly tries: number;
  /** Null: not before it changes, or a replay. */
  readonly nextTry: number | null;
}

/** How far each peer is in the change log, and what it lacks (protocol, section 9). */
export interface Deliveries {
  /** Peers with something to send whose next try is due. */
  due(now: number): Promise<readonly Site[]>;
  /**
   * What this peer lacks, after its cursor and from its exceptions that are due: never what came from it, never
   * what it was already sent with the same bytes and no smaller hop (protocol, section 5). A batch whose peer
   * lacks nothing moves the cursor by itself and is null, as is one before the peer's next try is due.
   */
  nextBatch(
    peerId: number,
    now: number,
    limits: { readonly objects: number; readonly bytes: number },
  ): Promise<Batch | null>;
  /**
   * The peer has answered for each version: moves the cursor, remembers what it has, files exceptions. A deferred
   * version, and one without an answer, is due again after 10 minutes, then twice as long each time, up to 12 hours;
   * a rejected one once it has changed.
   */
  delivered(batch: Batch, results: readonly OfferResult[], now: number): Promise<void>;
  failed(
    peerId: number,
    failure: {
      readonly now: number;
      readonly error: string;
      readonly nextTry: number;
      readonly stop: boolean;
      /** Told in the same moment, unless people have yet to see that deliveries were stopped before. */
      readonly notice?: NewNotice | null;
    },
  ): Promise<void>;
  /** A peer that has just shown that it lives is tried at once, also where its answers had stopped deliveries. */
  wake(peerId: number): Promise<void>;
  /** What a peer did not take, by UID. */
  exceptions(peerId: number, limit: number): Promise<readonly DeliveryException[]>;
  /** From now on a new peer is sent what changes, and nothing of what there is. */
  startAtHead(peerId: number): Promise<void>;
  /** Starts over for a peer: it is offered everything that it is not known to have. */
  replay(peerId: number, now: number): Promise<void>;
  /** How many tries in a row have failed. */
  failures(peerId: number): Promise<number>;
  /** Of each enabled peer that is pushed to. */
  lag(): Promise<readonly PeerLag[]>;
  /** Of one of them; null for any other site. */
  lagOf(peerId: number): Promise<PeerLag | null>;
  /** When something can be sent next, ms; 0 where it can at once, null where nothing waits. */
  nextDue(): Promise<number | null>;
}
