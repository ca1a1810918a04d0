import type { PollEntry } from "../core/model/poll-entry.ts";
import type { Refusal } from "../core/model/refusal.ts";
import type { Site, SiteHealth } from "../core/model/site.ts";
import type { Observation } from "../core/model/source.ts";
import type { OfferResult } from "../core/model/verdict.ts";
import type { Version } from "../core/model/version.ts";

/** What a conditional request is made from, and when the site is next due. */
export interface PollClaim {
  readonly site: Site;
  readonly etag: string | null;
  readonly lastModified: string | null;
  /** SHA-256 (hex) of the last body that was read through. */
  readonly bodyHash: string | null;
  /** How often that body asked to be polled, ms. */
  readonly refreshMs: number | null;
}

/** One object that a plain feed shows, ready to be judged. */
export interface ObservedObject {
  readonly uid: string;
  /** Hash of its lines as they came without DTSTAMP: an equal one is not parsed again. */
  readonly rawHash: string;
  readonly raw: string;
  readonly observation: Observation;
  /** The version as it would enter: the feed's own revision, or 1 where it has none. */
  readonly version: Version;
  /** True where the feed itself carried a valid `X-REVISION`: then it is merged, not judged as a change. */
  readonly revised: boolean;
  /** The version is the deletion of what this feed showed to the public, and shows as private now. */
  readonly withdrawn?: boolean;
}

/** A body that a poll has read: what the next request is made from, and what the operator is shown. */
export interface BodyRead {
  readonly siteId: number;
  readonly now: number;
  readonly etag: string | null;
  readonly lastModified: string | null;
  readonly bodyHash: string;
  readonly refreshMs: number | null;
  /** False where the body broke off: then nothing counts as missing. */
  readonly complete: boolean;
  readonly refused: readonly Refusal[];
  readonly nextPoll: number | null;
}

/** Some of what a plain feed shows. */
export interface PollPart {
  readonly now: number;
  /** Changed or new; what the feed shows unchanged is in `unchanged` by UID. */
  readonly changed: readonly ObservedObject[];
  readonly unchanged: readonly string[];
  readonly refused: readonly Refusal[];
}

/** What is known of a body once it was read. */
export interface PollEnd {
  /** What alone the site may show no more, of all that it showed; where it is not given, all is gone through. */
  readonly gone?: readonly string[];
}

/** A poll of a plain feed whose body is being read. */
export interface PollUnderWay {
  /** Judges and merges a part of what it shows (protocol, section 3), in one transaction: others wait for it. */
  take(part: PollPart): Promise<void>;
  /**
   * Counts lasting differences, notes what is gone, and at last how the poll went: in several transactions, between
   * which others have their turn. A poll that was cut short before is repeated, as nothing says that it was read.
   */
  conclude(body: Omit<BodyRead, "siteId" | "refused"> & Pick<PollEnd, "gone">): Promise<PollSummary>;
}

/** What a poll came to, for tables and logs. */
export interface PollSummary {
  readonly siteId: number;
  readonly fresh: readonly string[];
  readonly revised: readonly string[];
  readonly sighted: readonly string[];
  readonly proposed: readonly string[];
  readonly vanished: readonly string[];
  readonly returned: readonly string[];
  readonly unchanged: number;
  readonly refused: readonly Refusal[];
}

/** Who is polled when, and what each poll came to (protocol, section 3). */
export interface Polls {
  /** Sites whose next poll is due, in configuration order; each is claimed until `until`. */
  claimDue(now: number, until: number): Promise<readonly PollClaim[]>;
  /** Claims one site whether due or not; null where another process holds it. */
  claim(siteId: number, now: number, until: number): Promise<PollClaim | null>;
  /** Gives a claim back without a poll: the site is due as it was before. */
  release(siteId: number): Promise<void>;
  /** `rawHash` by UID of what this site showed at the last poll; with `uids` only of these. */
  seen(siteId: number, uids?: readonly string[]): Promise<ReadonlyMap<string, string>>;
  /** Begins to take in what a poll of a plain feed found; `source`: first 16 hex of SHA-256 of the feed's URL. */
  begin(siteId: number, source: string): PollUnderWay;
  /**
   * 304, or the same bytes: nothing but the health record, and lasting differences that are counted on, in several
   * transactions as `conclude`.
   */
  recordUnchanged(
    siteId: number,
    at: { readonly source: string; readonly now: number; readonly nextPoll: number | null },
  ): Promise<PollSummary>;
  /**
   * A poll of a peer's feed: its versions went through `commons.apply`, with these results; this is the health record,
   * and the sightings of what it shows no more, in several transactions as `conclude`.
   */
  recordPeer(
    poll: BodyRead & { readonly shown: readonly string[]; readonly results: readonly OfferResult[] },
  ): Promise<PollSummary>;
  /** A failed poll; suspends after `suspendAfter` failures in a row. */
  recordFailure(
    siteId: number,
    failure: {
      readonly now: number;
      readonly reason: string;
      readonly nextPoll: number;
      readonly suspendAfter: number;
    },
  ): Promise<void>;
  /** How polling this site has gone; null where there is no such site. */
  healthOf(siteId: number): Promise<SiteHealth | null>;
  /** The log of a site's polls, newest first; the last 100 lines are kept. */
  history(siteId: number, limit: number): Promise<readonly PollEntry[]>;
  /** When the next site is due, ms; null where none is. */
  nextDue(): Promise<number | null>;
}
