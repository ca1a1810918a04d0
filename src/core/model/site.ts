import type { PeerFilter } from "./peer-filter.ts";
import type { Refusal } from "./refusal.ts";

/** Where a row of the registry was declared; the rows of the file are read-only everywhere else. */
export type Declared = "file" | "api" | "sample";

/** A plain feed, a site that speaks `discal/1`, or an imported file. */
export type SiteKind = "feed" | "peer" | "file";

/** A row of the site registry (protocol, section 8): polled, pushed to and pushing are roles in it. */
export interface Site {
  readonly id: number;
  readonly kind: SiteKind;
  /** Of a feed its URL, of a peer its origin (`https://calendar.example`), of a file `file:NAME`. Unique. */
  readonly url: string;
  readonly name: string;
  readonly declared: Declared;
  /** Place in the configuration: of several feeds that show a UID, the one with the lowest leads. */
  readonly position: number;
  readonly enabled: boolean;
  /** An interval (`1h`), a cron pattern, or null where it is not polled by itself. */
  readonly poll: string | null;
  /** Local tags for all that this site shows. */
  readonly tags: readonly string[];
  /** `source`: a change in this feed revises even what a person wrote (protocol, section 3). */
  readonly lead: "source" | "person";
  /** Peers only: new versions are pushed to it. */
  readonly push: boolean;
  /** Peers only: its pushes are accepted. */
  readonly accept: boolean;
  /** Peers only: the pinned fingerprint of its primary key, 40 hex digits in upper case. */
  readonly fingerprint: string | null;
  /** What is stored in full and shown of what this site shows; null: everything. */
  readonly filterIn: PeerFilter | null;
  /** Peers only: what it is given; null: everything. */
  readonly filterOut: PeerFilter | null;
  /** Peers only: new objects that it may bring within a day; null: as many as the configuration says of all. */
  readonly quota: number | null;
  /** Peers only: origins at which it was before it moved; null where it never has. */
  readonly movedFrom: readonly string[] | null;
  /** Peers only: its armored certificate, as last fetched. */
  readonly certificate: string | null;
}

/** What the configuration or the API says of a site; the registry adds the rest. A quota that is left out stays. */
export type SiteDeclaration = Omit<Site, "id" | "enabled" | "movedFrom" | "certificate" | "quota"> &
  Partial<Pick<Site, "quota">>;

/** A site that nobody has given anything to do: what a declaration begins with. */
export const IDLE = {
  poll: null,
  tags: [],
  lead: "person",
  push: false,
  accept: false,
  fingerprint: null,
  filterIn: null,
  filterOut: null,
} as const satisfies Partial<SiteDeclaration>;

/** How polling a site has gone (protocol, section 3); times in ms since 1970. */
export interface SiteHealth {
  readonly siteId: number;
  readonly lastPoll: number | null;
  readonly lastSuccess: number | null;
  /** Since when every poll has failed, null where the last one succeeded. */
  readonly failingSince: number | null;
  readonly failures: number;
  /** After too many failures in a row, or by an operator; only a person resumes. */
  readonly suspended: boolean;
  /** Why the last poll failed, or why an operator has suspended it. */
  readonly lastReason: string | null;
  readonly nextPoll: number | null;
  readonly events: number;
  readonly refused: readonly Refusal[];
}
