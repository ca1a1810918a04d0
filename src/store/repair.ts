import type { Version, VersionClass } from "../core/model/version.ts";

/** What changes and digests say of one version: enough to see whether another node lacks it. */
export interface VersionMark {
  readonly class: VersionClass;
  readonly revision: number;
  /** Semantic digest D. */
  readonly digest: string;
  readonly c1: string;
  readonly reviseUrl: string;
  /** As stored: who takes it counts one more. */
  readonly hop: number;
  readonly cancelled: boolean;
  readonly deleted: boolean;
  /** False of a stub: this node cannot give its bytes. */
  readonly body: boolean;
}

/** All versions of one UID that stand in the class that can win. */
export interface ObjectMarks {
  readonly uid: string;
  readonly versions: readonly VersionMark[];
}

/** A page of the change log: each UID once, at its last number; and the keys that changed. */
export interface ChangePage {
  readonly items: readonly (ObjectMarks & { readonly seq: number })[];
  readonly keys: readonly { readonly seq: number; readonly fingerprint: string }[];
  /** From where the next page goes on. */
  readonly next: number;
  readonly more: boolean;
}

/** How far this node is in the change log of a peer. */
export interface PullState {
  readonly epoch: string | null;
  readonly cursor: number;
  /** When digests were last compared, ms. */
  readonly comparedAt: number | null;
  readonly nextCompare: number | null;
  /** That the last comparison found. */
  readonly differences: number;
  /** This node's own epoch at that time. */
  readonly ownEpoch: string | null;
}

/** Catching up with peers, and finding what was lost on the way (protocol, sections 7 and 9). */
export interface Repair {
  /** Changes after `since`, at most `limit` of them. Objects that have no version that can win are left out. */
  changes(since: number, limit: number): Promise<ChangePage>;
  /** The last number of the change log. */
  head(): Promise<number>;
  /**
   * The fingerprints of all buckets, 32 hex each, in their order: of the sorted lines that section 7 gives, of all
   * versions that stand in the class that can win, stubs and tombstones among them; "" of an empty bucket.
   */
  fingerprints(): Promise<readonly string[]>;
  /** What is in a bucket, by UID. */
  bucket(bucket: number): Promise<readonly ObjectMarks[]>;
  /**
   * Versions with these digests C1 that stand here, each with its least hop; stubs, with the text "", among them. The same
   * bytes may stand in both classes: signed, and as a proposal.
   */
  standing(c1s: readonly string[]): Promise<readonly Version[]>;
  /**
   * Stubs whose bytes this peer is to be asked for: their object is admitted now, or the rules have changed since it was
   * judged, and the peer has not just failed to give them. At most `limit`.
   */
  wanted(
    peerId: number,
    now: number,
    limit: number,
  ): Promise<readonly { readonly uid: string; readonly c1: string }[]>;
  /** Of these digests C1 those that this peer may be asked for: it has not just failed to give them. */
  askable(peerId: number, c1s: readonly string[], now: number): Promise<ReadonlySet<string>>;
  /**
   * A peer was asked for these digests C1. What it did not give it is not asked for again before an hour is over, then
   * twice as long each time, up to 7 days; after 10 tries it is forgotten.
   */
  asked(
    peerId: number,
    answer: { readonly given: readonly string[]; readonly withheld: readonly string[]; readonly now: number },
  ): Promise<void>;
  /** Digests C1 that this peer has named and not given, and is to be asked for again by now. At most `limit`. */
  overdue(peerId: number, now: number, limit: number): Promise<readonly string[]>;
  pullState(peerId: number): Promise<PullState>;
  pulled(peerId: number, state: PullState): Promise<void>;
  /**
   * A comparison showed that a peer lacks versions of these UIDs, whatever it is remembered to have: they are offered
   * again. Gives of how many it was remembered to have something.
   */
  offerAgain(peerId: number, uids: readonly string[], now: number): Promise<number>;
}
