import { integer, primaryKey, sqliteTable, text } from "./drizzle.ts";
import type { EventSummary } from "../src/core/model/event.ts";
import type { ErrandKind } from "../src/core/model/errand.ts";
import type { EventFilter } from "../src/core/model/filter.ts";
import type { NoticeKind } from "../src/core/model/notice.ts";
import type { Overlay } from "../src/core/model/overlay.ts";
import type { PeerFilter } from "../src/core/model/peer-filter.ts";
import type { Policy } from "../src/core/model/policy.ts";
import type { RegistrationState } from "../src/core/model/registration.ts";
import type { PollEntry } from "../src/core/model/poll-entry.ts";
import type { Refusal } from "../src/core/model/refusal.ts";
import type { Declared, SiteKind } from "../src/core/model/site.ts";
import type { Role } from "../src/core/model/token.ts";
import type { OfferVerdict } from "../src/core/model/verdict.ts";
import type { Author, VersionClass } from "../src/core/model/version.ts";

// The database as the program sees it; `migrations/` makes it, and a test holds the two together. Times are ms since
// 1970. Indexes and the virtual tables (full text `events_text`, R*Tree `event_positions`) stand in the migrations;
// their queries are named here.

/** One row. A change of anything that is published takes the next `seq`, so numbers in the log may have gaps. */
export const meta = sqliteTable("meta", {
  id: integer().primaryKey(),
  epoch: text().notNull(),
  /** Device and inode of the file: another one means that a copy was restored, and a new epoch begins. */
  file: text().notNull(),
  /** The zone that dates and floating times of `occurrences` were taken in. */
  timezone: text().notNull(),
  seq: integer().notNull(),
  changedAt: integer("changed_at").notNull(),
  /** Form of the derived rows: a program that derives more derives them anew. */
  derived: integer().notNull(),
  /** Release of the time zone data that `occurrences` were found by: another one finds those to come anew. */
  zoneData: text("zone_data").notNull(),
  /** SHA-256 of the filters and policies that decide what is shown; "" where there are none. */
  rules: text().notNull(),
  /** The rules by which all objects were last judged: others judge them anew. */
  judged: text().notNull(),
  /** When the clock was last looked at, ms: one that is earlier by now was set back. */
  clock: integer().notNull(),
});

/** The registry. Rows are disabled, never deleted. UNIQUE (url): byUrl, declare. */
export const sites = sqliteTable("sites", {
  id: integer().primaryKey(),
  kind: text().$type<SiteKind>().notNull(),
  url: text().notNull(),
  name: text().notNull(),
  declared: text().$type<Declared>().notNull(),
  position: integer().notNull(),
  enabled: integer({ mode: "boolean" }).notNull(),
  poll: text(),
  tags: text({ mode: "json" }).$type<readonly string[]>().notNull(),
  lead: text().$type<"source" | "person">().notNull(),
  push: integer({ mode: "boolean" }).notNull(),
  accept: integer({ mode: "boolean" }).notNull(),
  /** Its certificate stands in `certificates`. */
  fingerprint: text(),
  filterIn: text("filter_in", { mode: "json" }).$type<PeerFilter>(),
  filterOut: text("filter_out", { mode: "json" }).$type<PeerFilter>(),
  /** New objects that it may bring within a day; null: as many as the configuration says of all. */
  quota: integer(),
  /** Where a peer was before it moved, oldest first: the file may name it so for a while, and its old events do for ever. */
  movedFrom: text("moved_from", { mode: "json" }).$type<readonly string[]>(),
  /** When it signed the last move that was followed: an older one is not. */
  movedAt: integer("moved_at"),
  /** Last change of what is published of this site. */
  seq: integer().notNull(),
  changedAt: integer("changed_at").notNull(),
});

/** How polling a site goes: the only row that a poll without news writes. */
export const polls = sqliteTable("polls", {
  site: integer().primaryKey(),
  lastPoll: integer("last_poll"),
  lastSuccess: integer("last_success"),
  failingSince: integer("failing_since"),
  failures: integer().notNull(),
  suspended: integer({ mode: "boolean" }).notNull(),
  /** Why an operator has stopped it; null where none has. No poll lifts that. */
  held: text(),
  lastReason: text("last_reason"),
  /** Null: not polled by itself. */
  nextPoll: integer("next_poll"),
  events: integer().notNull(),
  refused: text({ mode: "json" }).$type<readonly Refusal[]>().notNull(),
  /** A process is polling, unless this moment is past. */
  claimedUntil: integer("claimed_until"),
  etag: text(),
  lastModified: text("last_modified"),
  bodyHash: text("body_hash"),
  /** How often the feed itself asks to be polled, ms. */
  refreshMs: integer("refresh_ms"),
});

/**
 * One row per UID, for ever; also the change log, each UID once at its last `seq`.
 * UNIQUE (uid): every look-up, `published` in order. UNIQUE (seq): changes after a cursor.
 * (id) WHERE contested: conflicts. (id) WHERE not shown or hidden: counts. (changed_at, seq): `recent`. (bucket): digests. (judged): bodies to be
 * asked for once the rules have changed.
 */
export const objects = sqliteTable("objects", {
  id: integer().primaryKey(),
  uid: text().notNull(),
  seq: integer().notNull(),
  /** When the winner last changed. */
  changedAt: integer("changed_at").notNull(),
  /** Rivals wait for a person. */
  contested: integer({ mode: "boolean" }).notNull(),
  /** First 12 bits of SHA-256 of the UID; -1 until it is derived. */
  bucket: integer().notNull(),
  /** Stored in full: a filter took it once, and what was sent on must be followed by its later versions. */
  admitted: integer({ mode: "boolean" }).notNull(),
  /** Shown and forwarded: filters and policies take its winner now. */
  shown: integer({ mode: "boolean" }).notNull(),
  /** By which rules (`meta.rules`) it was not admitted; null where it was. */
  judged: text(),
  /** A local overlay takes it out of what people see. */
  hidden: integer({ mode: "boolean" }).notNull(),
  /** A person of this node entered a version of it: then no filter of a site is asked. */
  entered: integer({ mode: "boolean" }).notNull(),
});

/**
 * `winner`: published, at most one per object. `rival`: stands beside it, or may not win. Both are what merge looks
 * at. `overtaken`, `proposed`: history, forgotten after `until`. `seen`: only a memory holds it.
 * (object): the state of a UID. UNIQUE (object) WHERE winner: lists, `published`. (object) WHERE winner and deleted:
 * counts. (c1): byExactDigest. (until): what is to be forgotten. (object) WHERE stub: bodies to be asked for. (object)
 * WHERE waits: proposals.
 */
export type VersionRowState = "winner" | "rival" | "overtaken" | "proposed" | "seen";

export const versions = sqliteTable("versions", {
  id: integer().primaryKey(),
  object: integer().notNull(),
  state: text().$type<VersionRowState>().notNull(),
  class: text().$type<VersionClass>().notNull(),
  revision: integer().notNull(),
  hop: integer().notNull(),
  reviseUrl: text("revise_url").notNull(),
  by: text("author").$type<Author>().notNull(),
  source: text(),
  deleted: integer({ mode: "boolean" }).notNull(),
  cancelled: integer({ mode: "boolean" }).notNull(),
  digest: text().notNull(),
  c1: text().notNull(),
  sequence: integer().notNull(),
  lastModified: text("last_modified").notNull(),
  signature: text(),
  /** Since when it is in this state, and why. */
  at: integer().notNull(),
  why: text().notNull(),
  until: integer(),
  /** "" of a stub: no filter takes its object, and only what merge looks at is kept. */
  text: text().notNull(),
  /** When `signature` was made. */
  signedAt: integer("signed_at"),
  receivedAt: integer("received_at").notNull(),
  /** The site that it first came from; null where it was made here. */
  receivedFrom: integer("received_from"),
  /** Who of this node entered it: the name of a token, or a person's key. */
  enteredBy: text("entered_by"),
  /** Sites that it crossed, as it first came with them. */
  path: text({ mode: "json" }).$type<readonly string[]>().notNull(),
  /** A proposal that nobody has looked at: one that is shelved, or an open rival of a UID that names its key. */
  waits: integer({ mode: "boolean" }).notNull(),
});

/** UNIQUE (object, site): who shows a UID. (site, object): what a site shows. */
export const sightings = sqliteTable("sightings", {
  id: integer().primaryKey(),
  object: integer().notNull(),
  site: integer().notNull(),
  hop: integer().notNull(),
  firstSeen: integer("first_seen").notNull(),
  missingSince: integer("missing_since"),
  /** Both null where a peer sent it: there the version's own text is what arrived. */
  rawHash: text("raw_hash"),
  raw: text(),
});

/** What a feed said of a UID. PRIMARY KEY: per poll. (version): whether a version is still held. */
export const memories = sqliteTable(
  "memories",
  {
    site: integer().notNull(),
    object: integer().notNull(),
    /** What the feed shows, as it would enter: what a lasting difference is minted from. */
    version: integer().notNull(),
    /** The feed carries its own revision. */
    revised: integer({ mode: "boolean" }).notNull(),
    /** The last of `digests`. */
    digest: text().notNull(),
    digests: text({ mode: "json" }).$type<readonly string[]>().notNull(),
    sequence: integer().notNull(),
    lastModified: text("last_modified").notNull(),
    pending: integer().notNull(),
    waitUntil: integer("wait_until").notNull(),
    wait: integer().notNull(),
  },
  (table) => [primaryKey({ columns: [table.site, table.object] })],
);

/**
 * What lists show of a winner that is not deleted; derived, like all tables up to `event_places`, `events_text` and
 * `event_positions` (rowid = object). By the last three a deleted event is still found, so that its stub is.
 * (expanded_to): open-ended events whose horizon has come close.
 */
export const events = sqliteTable("events", {
  object: integer().primaryKey(),
  /**
   * Up to where an open-ended event is in `occurrences`, the year 1 where most of it is still to be found; null where
   * nothing is missing after it.
   */
  expandedTo: integer("expanded_to"),
  /** Has dates or floating times, which move with the node's zone. */
  floating: integer({ mode: "boolean" }).notNull(),
  /** Why not all happenings are known. */
  problem: text(),
  /** How many rows of `occurrences`. */
  happenings: integer().notNull(),
  summary: text({ mode: "json" }).$type<EventSummary>().notNull(),
});

/** How many rows of `occurrences` belong to what a site shows or showed: kept by triggers, as each saving asks for it. */
export const listed = sqliteTable("listed", {
  site: integer().primaryKey(),
  happenings: integer().notNull(),
});

/**
 * (start, object): what begins in a window. (span, start, end, object): what goes on at a moment; `span` is the length's
 * class, so that each class is searched back just as far as its members reach. (object, start): those of found objects.
 */
export const occurrences = sqliteTable("occurrences", {
  id: integer().primaryKey(),
  object: integer().notNull(),
  start: integer().notNull(),
  end: integer().notNull(),
  span: integer().notNull(),
  localStart: text("local_start").notNull(),
  localEnd: text("local_end").notNull(),
  zone: text(),
  allDay: integer("all_day", { mode: "boolean" }).notNull(),
  title: text(),
  location: text(),
  cancelled: integer({ mode: "boolean" }).notNull(),
});

/** Categories. PRIMARY KEY: facets, what is to be written anew. (tag, object): filters. Local tags are in `sites`. */
export const eventTags = sqliteTable(
  "event_tags",
  {
    object: integer().notNull(),
    /** As it is compared. */
    tag: text().notNull(),
    /** As it is written. */
    name: text().notNull(),
  },
  (table) => [primaryKey({ columns: [table.object, table.tag] })],
);

/** A location, and its first part. PRIMARY KEY: facets, what is to be written anew. (place, object): filters. */
export const eventPlaces = sqliteTable(
  "event_places",
  {
    object: integer().notNull(),
    /** As it is compared. */
    place: text().notNull(),
    /** Of the first part: as it is written. Null for the whole. */
    name: text(),
  },
  (table) => [primaryKey({ columns: [table.object, table.place] })],
);

/** One row per peer that was pushed to: how far it is in the change log, and how the last tries went. */
export const cursors = sqliteTable("cursors", {
  peer: integer().primaryKey(),
  cursor: integer().notNull(),
  failures: integer().notNull(),
  nextTry: integer("next_try"),
  lastSuccess: integer("last_success"),
  lastError: text("last_error"),
  stopped: integer({ mode: "boolean" }).notNull(),
  /** Null where the last try went well. */
  failingSince: integer("failing_since"),
  /** Failed for so long that only the peer itself wakes it. */
  dormant: integer({ mode: "boolean" }).notNull(),
});

/** What each peer is known to have: by sending it, or by having been sent it. Newest revision of each class only. */
export const copies = sqliteTable(
  "copies",
  {
    peer: integer().notNull(),
    object: integer().notNull(),
    class: text().$type<VersionClass>().notNull(),
    digest: text().notNull(),
    revision: integer().notNull(),
    c1: text().notNull(),
    hop: integer().notNull(),
    signedAt: integer("signed_at"),
  },
  (table) => [primaryKey({ columns: [table.peer, table.object, table.class, table.digest] })],
);

/** What a peer did not take. `deferred`: offered again at `next_try`. `rejected`: not before it changes, or a replay. */
export const exceptions = sqliteTable(
  "exceptions",
  {
    peer: integer().notNull(),
    object: integer().notNull(),
    class: text().$type<VersionClass>().notNull(),
    digest: text().notNull(),
    revision: integer().notNull(),
    c1: text().notNull(),
    hop: integer().notNull(),
    signedAt: integer("signed_at"),
    verdict: text().$type<Extract<OfferVerdict, "deferred" | "rejected">>().notNull(),
    reason: text().notNull(),
    tries: integer().notNull(),
    nextTry: integer("next_try"),
  },
  (table) => [primaryKey({ columns: [table.peer, table.object, table.class, table.digest] })],
);

/** Nonces of push signatures that were used. (expires): those to be forgotten. */
export const nonces = sqliteTable("nonces", {
  nonce: text().primaryKey(),
  expires: integer().notNull(),
});

/** The last polls of each site; equal ones in a row are one. (site, id): newest first. */
export const pollLog = sqliteTable("poll_log", {
  id: integer().primaryKey(),
  site: integer().notNull(),
  at: integer().notNull(),
  until: integer().notNull(),
  times: integer().notNull(),
  outcome: text().$type<PollEntry["outcome"]>().notNull(),
  reason: text(),
  counts: text({ mode: "json" }).$type<PollEntry["counts"]>().notNull(),
  changes: text({ mode: "json" }).$type<PollEntry["changes"]>().notNull(),
});

/** Saved calendars. */
export const calendars = sqliteTable("calendars", {
  slug: text().primaryKey(),
  title: text().notNull(),
  description: text().notNull(),
  filter: text({ mode: "json" }).$type<EventFilter>().notNull(),
  changedAt: integer("changed_at").notNull(),
});

/** Access tokens. UNIQUE (hash): who asks. Rows are revoked, never deleted. */
export const tokens = sqliteTable("tokens", {
  id: integer().primaryKey(),
  name: text().notNull(),
  role: text().$type<Role>().notNull(),
  /** SHA-256 of its text, hex. */
  hash: text().notNull(),
  createdAt: integer("created_at").notNull(),
  expiresAt: integer("expires_at"),
  lastUsedAt: integer("last_used_at"),
  revokedAt: integer("revoked_at"),
});

/** Requests with an idempotency key, and what was answered. (begun): those to be forgotten. */
export const replies = sqliteTable("replies", {
  key: text().primaryKey(),
  /** SHA-256 of what was asked. */
  request: text().notNull(),
  begun: integer().notNull(),
  /** Null while it is under way. */
  reply: text({ mode: "json" }).$type<KeptReply>(),
});

/** As in the store's contract. */
export interface KeptReply {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

/**
 * Fingerprints of the digest's buckets. Triggers take one away with each change of a version in it, whoever makes it, so
 * that a row that was lost shows; it is computed anew when it is asked for.
 */
export const digestBuckets = sqliteTable("digest_buckets", {
  bucket: integer().primaryKey(),
  fingerprint: text().notNull(),
});

/** One row per peer whose changes are pulled: how far this node is in the peer's change log. */
export const pulls = sqliteTable("pulls", {
  peer: integer().primaryKey(),
  /** Of the peer's change log; null before the first pull. */
  epoch: text(),
  cursor: integer().notNull(),
  comparedAt: integer("compared_at"),
  nextCompare: integer("next_compare"),
  /** That the last comparison found. */
  differences: integer().notNull(),
  /** Of this node's own change log at that time: after a new one everything is compared. */
  ownEpoch: text("own_epoch"),
});

/** Versions (C1) that a peer named and did not give: not asked of it before `nextTry`. */
export const withheld = sqliteTable(
  "withheld",
  {
    peer: integer().notNull(),
    c1: text().notNull(),
    tries: integer().notNull(),
    nextTry: integer("next_try").notNull(),
  },
  (table) => [primaryKey({ columns: [table.peer, table.c1] })],
);

/**
 * How many events of each origin each peer has cancelled or deleted since `since`, "" its own; below 0 what a person lets
 * pass who resumed it.
 */
export const brakes = sqliteTable(
  "brakes",
  {
    peer: integer().notNull(),
    origin: text().notNull(),
    since: integer().notNull(),
    cancels: integer().notNull(),
  },
  (table) => [primaryKey({ columns: [table.peer, table.origin] })],
);

/** How many new objects each peer has offered since `since`; one more than it may where it was stopped. */
export const quotas = sqliteTable("quotas", {
  peer: integer().primaryKey(),
  since: integer().notNull(),
  brought: integer().notNull(),
});

/** Keys of nodes and people by primary fingerprint, merged from all that was seen. (seq): changes after a cursor. */
export const certificates = sqliteTable("certificates", {
  fingerprint: text().primaryKey(),
  /** Armored. */
  certificate: text().notNull(),
  seq: integer().notNull(),
  changedAt: integer("changed_at").notNull(),
});

/** People who may enter events by their key. Rows are closed, never deleted. */
export const authors = sqliteTable("authors", {
  fingerprint: text().primaryKey(),
  name: text().notNull(),
  addedAt: integer("added_at").notNull(),
  removedAt: integer("removed_at"),
});

/** Of the configuration file; the last that matches wins. */
export const policies = sqliteTable("policies", {
  position: integer().primaryKey(),
  action: text().$type<Policy["action"]>().notNull(),
  actor: text().notNull(),
  scope: text().notNull(),
  verdict: text().$type<Policy["verdict"]>().notNull(),
});

/**
 * Who asked whom to be pushed to. (site, direction, state): may a site push, is one pushed to. (lease_until): leases to
 * be renewed or ended. (credential): who pushes with a bearer token.
 */
export const registrations = sqliteTable(
  "registrations",
  {
    id: text().notNull(),
    direction: text().$type<"in" | "out">().notNull(),
    site: text().notNull(),
    callback: text().notNull(),
    fingerprint: text(),
    filter: text({ mode: "json" }).$type<PeerFilter>(),
    request: text().notNull(),
    credential: text(),
    mutual: integer({ mode: "boolean" }).notNull(),
    state: text().$type<RegistrationState>().notNull(),
    lease: integer().notNull(),
    leaseUntil: integer("lease_until"),
    createdAt: integer("created_at").notNull(),
    changedAt: integer("changed_at").notNull(),
    reason: text().notNull(),
  },
  (table) => [primaryKey({ columns: [table.direction, table.id] })],
);

/** Work with foreign sites that must survive a restart. UNIQUE (kind, subject): only the newest waits. (next_try): due. */
export const errands = sqliteTable("errands", {
  id: integer().primaryKey(),
  kind: text().$type<ErrandKind>().notNull(),
  subject: text().notNull(),
  payload: text({ mode: "json" }).$type<unknown>().notNull(),
  createdAt: integer("created_at").notNull(),
  tries: integer().notNull(),
  /** Null once it is done or given up. */
  nextTry: integer("next_try"),
  lastError: text("last_error"),
  /** What came of it; null where it waits or was given up. */
  outcome: text(),
});

/**
 * What people are told of. (id) WHERE unseen: lists. (uid, kind) WHERE unseen: what need not be said twice. (id) WHERE
 * untold: what log, web hook and mail have not told yet.
 */
export const notices = sqliteTable("notices", {
  id: integer().primaryKey(),
  at: integer().notNull(),
  kind: text().$type<NoticeKind>().notNull(),
  uid: text(),
  site: integer(),
  /** What it is settled by, where that is no event; null where a person has to mark it as seen. */
  subject: text(),
  text: text().notNull(),
  seenAt: integer("seen_at"),
  toldAt: integer("told_at"),
});

/** What this node alone shows otherwise. */
export const overlays = sqliteTable("overlays", {
  object: integer().primaryKey(),
  overlay: text({ mode: "json" }).$type<Overlay>().notNull(),
  changedAt: integer("changed_at").notNull(),
});

/** Where this node was reached before, each move signed by its key. */
export const moves = sqliteTable("moves", {
  id: integer().primaryKey(),
  origin: text().notNull(),
  target: text().notNull(),
  createdAt: integer("created_at").notNull(),
  /** Base64. */
  signature: text().notNull(),
});
