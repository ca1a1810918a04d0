import type { Overlay } from "../core/model/overlay.ts";
import type { EventFilter, Facet } from "../core/model/filter.ts";
import type { Sighting } from "../core/model/source.ts";
import type { OfferResult } from "../core/model/verdict.ts";
import type { ObjectState, Version } from "../core/model/version.ts";
import type { EventPage, EventQuery, FirstOccurrence } from "./event-list.ts";

/** A version that came to this node, and how. */
export interface Arrival {
  readonly version: Version;
  /** The site it came from; null for the node's own person. */
  readonly siteId: number | null;
  /** Who of this node entered it: the name of a token, or the fingerprint of a person's key. */
  readonly enteredBy?: string;
  /** Sites that it crossed, nearest last (`DisCal-Path`): those among our peers are taken to have it. */
  readonly path?: readonly string[];
  /**
   * Merged only where exactly this stands (`standOf`), as a person who settles a conflict has seen all that they end:
   * else `rejected`, and nothing is stored.
   */
  readonly onto?: string;
}

/** A version that a peer has shown before. */
export type Recognised = Pick<Version, "uid" | "revision" | "reviseUrl" | "hop">;

/** What is kept of one UID. */
export interface StoredObject {
  readonly uid: string;
  readonly state: ObjectState;
  /** What is published; null where only open versions of a self-certifying UID are known. */
  readonly winner: Version | null;
  /** What people here are shown: the winner as the local overlay has it; null where it, or a filter, shows nothing. */
  readonly shown: Version | null;
  readonly overlay: Overlay | null;
  /** Stored in full, because a filter takes it or once took it. */
  readonly admitted: boolean;
  /** How each version that stands came, in the order of `governing(state)` and then of the other class. */
  readonly standing: readonly StandingVersion[];
  /** When the winner last changed, ms. */
  readonly changedAt: number;
  readonly sightings: readonly Sighting[];
  /** Overtaken versions and changes that were proposed but not taken, newest first. */
  readonly history: readonly PastVersion[];
}

/** A version that stands, and how it first came. */
export interface StandingVersion extends Origin {
  readonly version: Version;
}

/** How a version first came to this node. */
export interface Origin {
  /** ms since 1970. */
  readonly receivedAt: number;
  /** Null where it was made here. */
  readonly receivedFrom: number | null;
  /** Who of this node entered it; null where that is not known. */
  readonly enteredBy: string | null;
  /** A proposal that no person has looked at. */
  readonly waits: boolean;
}

/** A version that stands no more, or was never taken. */
export interface PastVersion extends Origin {
  readonly version: Version;
  /** A change that was not taken, rather than one that was overtaken. */
  readonly proposed: boolean;
  /** Since when, ms. */
  readonly at: number;
  readonly why: string;
}

/** What tells that a published object is as it was before. */
export interface PublishedMark extends Pick<PublishedObject, "tags"> {
  readonly uid: string;
  /** Number of its last change. */
  readonly seq: number;
}

/** One object as feeds carry it. */
export interface PublishedObject {
  readonly version: Version;
  readonly changedAt: number;
  /** Local ones, of all sites that ever showed it. */
  readonly tags: readonly string[];
}

/** What the conflict desk lists. */
export interface ConflictQuery {
  /** `conflict`: rivals stand at one revision; `proposal`: changes that were not taken wait. */
  readonly kind: "conflict" | "proposal";
  /** Of this site alone: it shows the event. */
  readonly siteId?: number;
  /** Words as in EventFilter. */
  readonly text?: string;
  /** UID of the last one of the page before. */
  readonly after: string;
  readonly limit: number;
}

/**
 * The public calendar objects, one per UID, whatever way they came: what federates. Lists, feeds and counts hold only what
 * filters and policies show and no local overlay hides; merge, changes and digests know of neither.
 */
export interface Commons {
  /**
   * Merges versions in their order (protocol, section 4); one result for each. `held`: a person's late version that
   * is kept as history, or a proposal to a UID that names its key. `filtered`: no filter takes what a peer sent, so that
   * only a stub of it is kept. What people should know of (conflicts, what overtook them) is noted in the same
   * transaction.
   */
  apply(arrivals: readonly Arrival[], now: number): Promise<readonly OfferResult[]>;
  /**
   * Which of these C1 digests name unsigned versions that stand, and that a peer is known to have and to show; null for
   * others. Where it offers one again on just so many hops, `apply` would call it a duplicate, and write nothing.
   */
  recognise(siteId: number, c1s: readonly string[]): Promise<readonly (Recognised | null)[]>;
  /**
   * Keeps versions of known UIDs as proposals of a site that may not push, whatever merge would say of them; one result
   * for each: `held`, `duplicate`, or `rejected` where the UID is not known, or too many wait: 16 per UID, 4 per sender
   * and UID, 100 per sender. `sender.siteId` null: it is in no registry.
   */
  propose(
    versions: readonly Version[],
    sender: { readonly url: string; readonly siteId: number | null },
    now: number,
  ): Promise<readonly OfferResult[]>;
  get(uid: string): Promise<StoredObject | null>;
  /** Those of these UIDs of which anything is kept, deleted ones among them. */
  known(uids: readonly string[]): Promise<ReadonlySet<string>>;
  /** Those of these UIDs of which people are shown something that is not deleted. */
  shown(uids: readonly string[]): Promise<ReadonlySet<string>>;
  /**
   * Standing versions with these C1 digests that may win, each with its least hop. Unknown ones are left out, and so is
   * what was overtaken or only proposed: what was taken back must not be served.
   */
  byExactDigest(digests: readonly string[]): Promise<readonly Version[]>;
  /** UIDs in their order that wait for a person. */
  waiting(query: ConflictQuery): Promise<readonly string[]>;
  /** A person has looked at the proposals to this UID: they wait no more, and stay in its history. */
  settleProposals(uid: string, now: number): Promise<void>;
  /**
   * Sets, or with null takes away, what this node alone shows otherwise. Throws a DomainError `not-found` where nothing
   * is kept of the UID.
   */
  overlay(uid: string, overlay: Overlay | null, now: number): Promise<void>;
  /** UIDs with an overlay, in their order. */
  overlaid(): Promise<readonly string[]>;
  /** UIDs that name this primary key, in their order: a page after `after`. */
  ofKey(
    fingerprint: string,
    options: { readonly after: string; readonly limit: number },
  ): Promise<readonly string[]>;
  /**
   * Takes signed versions out of the state: their signature turned out to be by a compromised key. What is left decides.
   */
  disown(uid: string, c1s: readonly string[], now: number): Promise<void>;
  /** Occurrences by start, then UID; those of deleted objects are never among them. */
  list(query: EventQuery): Promise<EventPage>;
  /** Of the occurrences that `list` would give, the objects, each once, in that order: without reading what they say. */
  coming(
    query: Omit<EventQuery, "cursor">,
  ): Promise<readonly { readonly uid: string; readonly changedAt: number }[]>;
  /** The first occurrence of each of these objects in a window; nothing of those that have none there. */
  firstOf(
    uids: readonly string[],
    window: Pick<EventQuery, "from" | "to">,
  ): Promise<readonly FirstOccurrence[]>;
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
  /** Which objects `published` would give, and by what change each is as it is, without reading what they say. */
  outline(options: Parameters<Commons["published"]>[0]): Promise<readonly PublishedMark[]>;
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
   * Forgets history after 90 days, and judges all objects anew once filters or policies have changed. Gives the next moment
   * (ms) at which that is due.
   */
  maintain(now: number): Promise<number>;
}
