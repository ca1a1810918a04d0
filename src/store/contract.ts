import type { EventSummary, Occurrence } from "../core/model/event.ts";
import type { SavedCalendar } from "../core/model/calendar.ts";
import type { EventFilter, Facet } from "../core/model/filter.ts";
import type { PollEntry } from "../core/model/poll-entry.ts";
import type { Role, Token } from "../core/model/token.ts";
import type { OfferResult } from "../core/model/verdict.ts";
import type { Observation, Sighting } from "../core/model/source.ts";
import type { ObjectState, Version } from "../core/model/version.ts";
import type { Refusal } from "../core/model/refusal.ts";
import type { Site, SiteDeclaration, SiteHealth } from "../core/model/site.ts";

/**
 * The event store. Each method is one whole transaction, committed when its promise resolves; all times
 * are ms since 1970 and come in as arguments. A full or failing disk throws a DomainError `unavailable`.
 * `test/contract/store.ts` is what every adapter must pass.
 */
export interface Store extends AsyncDisposable {
  readonly commons: Commons;
  readonly registry: Registry;
  readonly polls: Polls;
  readonly deliveries: Deliveries;
  readonly calendars: Calendars;
  readonly tokens: Tokens;
  readonly replies: Replies;
  /** Random name of this database's change log: a restored copy gets a new one. */
  readonly epoch: string;
  /** Remembers a nonce until `expires`; false where it was already known. Forgets those past `now`. */
  useNonce(nonce: string, expires: number, now: number): Promise<boolean>;
  /** True once after another process has committed to the same database. */
  changedElsewhere(): boolean;
  /**
   * Resolves where everything can be read and written; throws a DomainError `unavailable` that says what is in the
   * way: a full or read-only disk, a database that is gone, another process that holds it.
   */
  ready(): Promise<void>;
  /** Counts for `status` and `/healthz`. */
  statistics(): Promise<Statistics>;
}

export interface Statistics {
  /** Objects with a winner that is not deleted. */
  readonly events: number;
  /** All that are kept: winners, rivals, the past, and what feeds show beside them. */
  readonly versions: number;
  /** UIDs with several versions at the highest revision of the class that wins, of which not all are by feeds. */
  readonly conflicts: number;
  /** Enabled ones, peers among them. */
  readonly sites: number;
  readonly peers: number;
  readonly schema: number;
  /** When something that is published last changed, ms; 0 for never. */
  readonly lastChange: number;
  /** Size of the database, bytes. */
  readonly bytes: number;
}

// --- commons ---------------------------------------------------------------------------------------

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

// --- registry --------------------------------------------------------------------------------------

export interface Registry {
  /**
   * Makes the registry agree with the file: rows of the file that are gone are disabled, never deleted; a row of the
   * API that the file names, too, becomes one of the file. A fingerprint
   * in the file is the operator's word, and pins another key; without one, the pinned key stays.
   */
  declare(declared: "file" | "sample", sites: readonly SiteDeclaration[], now: number): Promise<void>;
  /**
   * A row from the API, or an imported file; takes up again a disabled one of the same URL. Throws DomainError
   * `conflict` where the URL is known and enabled.
   */
  add(site: SiteDeclaration, now: number): Promise<Site>;
  /**
   * Changes a row of the API; `enabled: false` removes it from sight, its events stay. Throws DomainError `read-only`
   * for a row of the file or the sample, `not-found` where there is none.
   */
  change(siteId: number, change: SiteChange, now: number): Promise<Site>;
  /** An operator stops polling a site, whoever declared it, until `pollSoon`; the reason is shown. */
  suspend(siteId: number, reason: string, now: number): Promise<void>;
  all(): Promise<readonly Site[]>;
  byId(id: number): Promise<Site | null>;
  byUrl(url: string): Promise<Site | null>;
  /** Pins a peer's key; an other fingerprint than the pinned one throws DomainError `conflict`. */
  pin(siteId: number, key: { readonly fingerprint: string; readonly certificate: string }): Promise<void>;
  health(): Promise<readonly SiteHealth[]>;
  /** Lifts a suspension, and sets the next poll to `now`. */
  pollSoon(siteId: number, now: number): Promise<void>;
}

/** What may be changed of a site that the API declared. */
export type SiteChange = Partial<
  Pick<Site, "name" | "poll" | "tags" | "lead" | "push" | "accept" | "fingerprint" | "enabled">
>;

// --- polls -----------------------------------------------------------------------------------------

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

export interface PollFinding extends BodyRead {
  /** First 16 hex of SHA-256 of the feed's URL. */
  readonly source: string;
  /** Changed or new; what the feed shows unchanged is in `unchanged` by UID. */
  readonly changed: readonly ObservedObject[];
  readonly unchanged: readonly string[];
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

export interface Polls {
  /** Sites whose next poll is due, in configuration order; each is claimed until `until`. */
  claimDue(now: number, until: number): Promise<readonly PollClaim[]>;
  /** Claims one site whether due or not; null where another process holds it. */
  claim(siteId: number, now: number, until: number): Promise<PollClaim | null>;
  /** Gives a claim back without a poll: the site is due as it was before. */
  release(siteId: number): Promise<void>;
  /** `rawHash` by UID of what this site showed at the last poll. */
  seen(siteId: number): Promise<ReadonlyMap<string, string>>;
  /** Judges and merges what a poll of a plain feed found (protocol, section 3). */
  record(finding: PollFinding): Promise<PollSummary>;
  /** 304, or the same bytes: nothing but the health record, and lasting differences that are counted on. */
  recordUnchanged(
    siteId: number,
    at: { readonly source: string; readonly now: number; readonly nextPoll: number | null },
  ): Promise<PollSummary>;
  /**
   * A poll of a peer's feed: its versions went through `commons.apply`, with these results; this is the health record,
   * and the sightings of what it shows no more.
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

// --- deliveries ------------------------------------------------------------------------------------

/** The next versions for one peer, and the place in the change log that they reach to. */
export interface Batch {
  readonly peer: Site;
  /** Same over retries. */
  readonly deliveryId: string;
  /** With the hop as it is to be sent. All sibling versions of a UID stand together. */
  readonly versions: readonly Version[];
  /** The cursor moves from here to `upTo`, unless a replay has begun in between. */
  readonly after: number;
  readonly upTo: number;
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
}

export interface Deliveries {
  /** Peers with something to send whose next try is due. */
  due(now: number): Promise<readonly Site[]>;
  /**
   * What this peer lacks, after its cursor and from its exceptions that are due: never what came from it, never
   * what it was already sent with the same bytes and no smaller hop (protocol, section 5). A batch whose peer
   * lacks nothing moves the cursor by itself and is null.
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
    },
  ): Promise<void>;
  /** A peer that has just shown that it lives is tried at once, also where its answers had stopped deliveries. */
  wake(peerId: number): Promise<void>;
  /** Starts over for a peer: it is offered everything that it is not known to have. */
  replay(peerId: number, now: number): Promise<void>;
  /** Of each enabled peer that is pushed to. */
  lag(): Promise<readonly PeerLag[]>;
  /** Of one of them; null for any other site. */
  lagOf(peerId: number): Promise<PeerLag | null>;
  /** When something can be sent next, ms; 0 where it can at once, null where nothing waits. */
  nextDue(): Promise<number | null>;
}

// --- what operators keep ---------------------------------------------------------------------------

/** Saved calendars. */
export interface Calendars {
  /** By title. */
  all(): Promise<readonly SavedCalendar[]>;
  bySlug(slug: string): Promise<SavedCalendar | null>;
  /** Makes or replaces the one of this slug; true where it is new. */
  save(calendar: SavedCalendar): Promise<boolean>;
  /** False where there was none. */
  remove(slug: string): Promise<boolean>;
}

/** Access tokens of the API. */
export interface Tokens {
  /** `hash`: SHA-256 of the token's text, hex. */
  create(
    token: {
      readonly name: string;
      readonly role: Role;
      readonly hash: string;
      readonly expiresAt: number | null;
    },
    now: number,
  ): Promise<Token>;
  byHash(hash: string): Promise<Token | null>;
  /** Newest first, revoked and expired ones among them. */
  all(): Promise<readonly Token[]>;
  /** Notes its use, at most once a minute. */
  used(id: number, now: number): Promise<void>;
  /** Throws DomainError `not-found` where there is none; revoking again changes nothing. */
  revoke(id: number, now: number): Promise<Token>;
}

/** An answer that is given again to whoever repeats a request with the same idempotency key. */
export interface Reply {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

/** Answers to writes that carried an idempotency key; kept for 24 hours. */
export interface Replies {
  /**
   * `request`: SHA-256 of what was asked. `new`: go on, and `finish` or `forget`. `under-way`: the same request has
   * begun and not ended (one that began over 5 minutes ago counts as lost, and is new). `other`: the key was used for
   * another request.
   */
  begin(
    key: string,
    request: string,
    now: number,
  ): Promise<
    { readonly state: "new" | "under-way" | "other" } | { readonly state: "done"; readonly reply: Reply }
  >;
  finish(key: string, reply: Reply): Promise<void>;
  /** The request failed in a way that may be tried again. */
  forget(key: string): Promise<void>;
}
