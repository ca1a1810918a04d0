import type { NewNotice } from "../core/model/notice.ts";
import type { Policy } from "../core/model/policy.ts";
import type { Site, SiteDeclaration, SiteHealth } from "../core/model/site.ts";

/** The registry of sites: feeds, peers and imported files (protocol, section 8). */
export interface Registry {
  /**
   * Makes the registry agree with the file: rows of the file that are gone are disabled, never deleted; a row of the
   * API that the file names, too, becomes one of the file. A fingerprint in the file is the operator's word, and pins
   * another key; without one, the pinned key stays.
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
  /** Nothing of a site is taken, and a peer is given nothing, until `pollSoon`; the reason is shown. */
  suspend(siteId: number, reason: string, now: number): Promise<void>;
  /** Why an operator, or the brake, has stopped a site; null where nobody has. */
  heldBack(siteId: number): Promise<string | null>;
  all(): Promise<readonly Site[]>;
  byId(id: number): Promise<Site | null>;
  byUrl(url: string): Promise<Site | null>;
  /** The peer that was followed from this origin to another. */
  byFormerUrl(url: string): Promise<Site | null>;
  /** Pins a peer's key; an other fingerprint than the pinned one throws DomainError `conflict`. */
  pin(
    siteId: number,
    key: { readonly fingerprint: string; readonly certificate: string },
    now: number,
  ): Promise<void>;
  /**
   * Takes over the policy of the configuration. As with filters that change in `declare`, `add` and `change`: objects are
   * judged anew by `maintain`, peers that are pushed to are offered all that they lack, and all peers are due at once,
   * where bytes of stubs may be wanted.
   */
  declarePolicies(policies: readonly Policy[], now: number): Promise<void>;
  policies(): Promise<readonly Policy[]>;
  /**
   * Counts events of an origin that a peer has cancelled or deleted, "" for its own; gives how many it has within the day
   * that began with the first of them (protocol, section 8).
   */
  countCancels(siteId: number, origin: string, cancels: number, now: number): Promise<number>;
  /** Counts new objects that a peer offers against its quota, `most` a day (protocol, section 8). */
  ration(siteId: number, offered: number, most: number, now: number): Promise<Ration>;
  /**
   * A peer that has shown by its key that it moved is known at its new origin from now on, with its registrations; the
   * file may name it by the old one for a while. The notice is written with it. Throws a DomainError `conflict` where
   * another site is known there, `stale` where a later move was followed already.
   */
  move(
    siteId: number,
    move: { readonly url: string; readonly createdAt: number; readonly notice: NewNotice },
    now: number,
  ): Promise<void>;
  health(): Promise<readonly SiteHealth[]>;
  /** Lifts a suspension, and sets the next poll to `now`. As many cancellations as have stopped the site are let pass. */
  pollSoon(siteId: number, now: number): Promise<void>;
}

/** What a peer may bring of that which it offers. */
export interface Ration {
  readonly allowed: number;
  /** That is less than it offers, for the first time in the day that began with the first object that it brought. */
  readonly isNews: boolean;
  /** When that day is over. */
  readonly until: number;
}

/** What may be changed of a site that the API declared. */
export type SiteChange = Partial<
  Pick<
    Site,
    | "name"
    | "poll"
    | "tags"
    | "lead"
    | "push"
    | "accept"
    | "fingerprint"
    | "filterIn"
    | "filterOut"
    | "quota"
    | "enabled"
  >
>;
