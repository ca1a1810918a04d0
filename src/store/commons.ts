import type { EventSummary, Occurrence } from "../core/model/event.ts";
import type { EventFilter, Facet } from "../core/model/filter.ts";
import type { Sighting } from "../core/model/source.ts";
import type { OfferResult } from "../core/model/verdict.ts";
import type { ObjectState, Version } from "../core/model/version.ts";

/** A version that came to this node, and how. */
export interface Arrival {
  readonly version: Version;
  /** The site it came from; null for the node's own person. */
  readonly siteId: number | null;
}

/** What is kept of one UID. */
export interface StoredObject {
  readonly uid: string;
  readonly state: ObjectState;
  /** What is published; null where only open versions of a self-certifying UID are known. */
  readonly winner: Version | null;
  /** When the winner last changed, ms. */
  readonly changedAt: number;
  readonly sightings: readonly Sighting[];
  /** Overtaken versions and changes that were proposed but not taken, newest first. */
  readonly history: readonly PastVersion[];
}

/** A version that stands no more, or was never taken. */
export interface PastVersion {
  readonly version: Version;
  /** A change that was not taken, rather than one that was overtaken. */
  readonly proposed: boolean;
  /** Since when, ms. */
  readonly at: number;
  readonly why: string;
}

/** Which events are asked for; all parts must hold. */
export interface EventQuery extends EventFilter {
  /** Of this object alone. */
  readonly uid?: string;
  /** Occurrences that end after this moment, ms, or that begin at it. */
  readonly from?: number;
  /** Occurrences that start before this moment, ms. */
  readonly to?: number;
  /** Opaque, from a page before. */
  readonly cursor?: string;
  readonly limit: number;
}

/** One happening of an event, as agendas list it. */
export interface EventRow {
  readonly event: EventSummary;
  readonly occurrence: Occurrence;
  /** Names of the sites that show it, in configuration order; of those that did, where none does any more. */
  readonly sites: readonly string[];
  /** Its categories, then the local tags of all sites that ever showed it. */
  readonly tags: readonly string[];
  /** All sites that once showed it show it no more. */
  readonly notInFeed: boolean;
}

/** Happenings in the order of their start, a page of them. */
export interface EventPage {
  readonly rows: readonly EventRow[];
  /** Where the next page begins, null on the last one. */
  readonly next: string | null;
}

/** One object as feeds carry it. */
export interface PublishedObject {
  readonly version: Version;
  readonly changedAt: number;
  /** Local ones, of all sites that ever showed it. */
  readonly tags: readonly string[];
}

/** The public calendar objects, one per UID, whatever way they came: what federates. */
export interface Commons {
  /**
   * Merges versions in their order (protocol, section 4); one result for each. `held`: a person's late version that
   * is kept as history, or a proposal to a UID that names its key.
   */
  apply(arrivals: readonly Arrival[], now: number): Promise<readonly OfferResult[]>;
  get(uid: string): Promise<StoredObject | null>;
  /** Those of these UIDs of which anything is kept, deleted ones among them. */
  known(uids: readonly string[]): Promise<ReadonlySet<string>>;
  /** Those of these UIDs of which something is published that is not deleted. */
  shown(uids: readonly string[]): Promise<ReadonlySet<string>>;
  /**
   * Standing versions with these C1 digests, each with its least hop. Unknown ones are left out, and so is what was
   * overtaken or only proposed: what was taken back must not be served.
   */
  byExactDigest(digests: readonly string[]): Promise<readonly Version[]>;
  /** Occurrences by start, then UID; those of deleted objects are never among them. */
  list(query: EventQuery): Promise<EventPage>;
  /**
   * Winners in the order of their UIDs (by bytes), `limit` at a time after `after`, as far as the filter holds.
   * Deleted ones are among them until `tombstonesSince`, where it held before they were deleted. With `from` or `to`:
   * those with an occurrence in that window, and the deleted ones.
   */
  published(
    options: EventFilter & {
      readonly from?: number;
      readonly to?: number;
      readonly tombstonesSince: number;
      readonly after: string;
      readonly limit: number;
    },
  ): Promise<readonly PublishedObject[]>;
  /** Objects that changed last and are not deleted, newest change first, as far as filter and window hold. */
  recent(
    options: EventFilter & { readonly from?: number; readonly to?: number; readonly limit: number },
  ): Promise<readonly { readonly uid: string; readonly changedAt: number }[]>;
  /**
   * Number and time (ms) of the last change of what `published` gives, for all or some sites: the ground of ETag and
   * Last-Modified.
   */
  lastChange(siteIds?: readonly number[]): Promise<{ readonly seq: number; readonly at: number }>;
  /** Tags, or places, of what happens from `from` (ms) on, the most frequent first. */
  facets(
    kind: "tags" | "places",
    options: { readonly from: number; readonly limit: number },
  ): Promise<readonly Facet[]>;
  /**
   * Occurrences are indexed up to a horizon that moves with the clock; expands anew what is open-ended once the
   * horizon has come close. Gives the next moment (ms) at which that is due. Forgets history after 90 days.
   */
  maintain(now: number): Promise<number>;
}
