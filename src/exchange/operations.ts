import type { EventChange } from "../core/model/event-change.ts";
import type { Overlay } from "../core/model/overlay.ts";
import type { PeerFilter } from "../core/model/peer-filter.ts";
import type { Registration } from "../core/model/registration.ts";
import type { SitePreview } from "../core/model/poll-entry.ts";
import type { Site } from "../core/model/site.ts";
import type { Version } from "../core/model/version.ts";
import type { LeaseDecision } from "../core/reconcile/lease.ts";
import type { Move } from "../store/moves.ts";
import type { PollSummary } from "../store/polls.ts";
import type { SiteChange } from "../store/registry.ts";
import type { NewEvent } from "./editing/enter.ts";
import type { Introduction } from "./keys/introduce.ts";
import type { OverlayWish } from "./editing/overlay.ts";
import type { PollReport, PollWish } from "./polling/poller.ts";
import type { NewSite } from "./site-desk.ts";

/** How a person settles a conflict. */
export type Resolution =
  | {
      /** The version to begin with, by its digest C1; what is published now where it is left out. */
      readonly c1?: string;
      /** Fields as other versions have them: keys as `compareVersions` names them, to C1. */
      readonly fields?: Readonly<Record<string, string>>;
      /** What is written anew, on top. */
      readonly change?: EventChange;
    }
  /** A whole VCALENDAR. */
  | { readonly text: string };

/** What is asked of a node that is to push to this one. */
export interface RegistrationWish {
  readonly filter: PeerFilter | null;
  /** ms. */
  readonly lease: number;
  /** By OpenPGP, or by a bearer token that is made for it. */
  readonly proof: "openpgp" | "bearer";
  /** This node is ready to push to that one, too, once it asks: no admin is asked then. */
  readonly mutual: boolean;
}

/** What a person makes of events. */
export type PersonalOperations = Pick<
  Operations,
  "enter" | "enterCalendar" | "edit" | "replace" | "cancel" | "remove" | "restore" | "refuse" | "resolve"
>;

/**
 * What an operator does with a node, from the command line or over the API. Each is done when its promise resolves;
 * what follows from it (polls, deliveries) is announced to whoever runs the node.
 */
export interface Operations {
  /** The same by one of several people of this node, who is remembered with what they make: the name of a token. */
  as(by: string): PersonalOperations;
  /** Polls these sites now, due or not; where it is wished, digests are compared with peers, too. */
  poll(
    sites: readonly { readonly id: number; readonly name: string; readonly url: string }[],
    report?: (done: PollReport) => void,
    wish?: PollWish,
  ): Promise<readonly PollReport[]>;
  enter(event: NewEvent): Promise<Version>;
  /** Enters the VCALENDAR of one event, by the four-attribute rule. */
  enterCalendar(text: string): Promise<Version>;
  importFile(name: string, text: string): Promise<PollSummary>;
  /**
   * A new version of an event by a person of this node. `expected`: the revision that the change was made from;
   * throws a DomainError `conflict` where another stands by now, `not-found` where there is no such event.
   */
  edit(uid: string, change: EventChange, expected?: number): Promise<Version>;
  /** Takes the whole VCALENDAR for the new version; UID and DisCal's properties in it may be left out. */
  replace(uid: string, text: string, expected?: number): Promise<Version>;
  /** Shown as cancelled. */
  cancel(uid: string, expected?: number): Promise<Version>;
  /** No longer shown. */
  remove(uid: string, expected?: number): Promise<Version>;
  /** Fetches a feed, and says how it would be taken in; nothing is stored. */
  preview(url: string): Promise<SitePreview>;
  /** Asks the node at an origin who it is, and for its key; nothing is pinned. */
  meet(origin: string): Promise<Introduction>;
  /** Adds a feed or a peer beside those of the configuration file. */
  addSite(site: NewSite): Promise<Site>;
  changeSite(id: number, change: SiteChange): Promise<Site>;
  /** Not polled any more, whoever declared it, until it is resumed. */
  suspendSite(id: number, reason: string): Promise<void>;
  /** Lifts a suspension, and polls soon. */
  resumeSite(id: number): Promise<void>;
  /**
   * A past, rival or proposed version's content as the next revision: undoes what came after it, or takes a proposal.
   * `c1` null: what stood before the winner.
   */
  restore(uid: string, c1: string | null, expected?: number): Promise<Version>;
  /**
   * Takes back what others have made of an event that has its origin here: what was last written here is published anew
   * (protocol, section 4, Edit).
   */
  refuse(uid: string, expected?: number): Promise<Version>;
  /**
   * Settles a conflict: a person's choice among the versions, at the highest revision + 1 (protocol, section 4).
   * `expected`: the tag of what was seen at the desk (`Matter`); throws a DomainError `stale` where another stands.
   */
  resolve(uid: string, resolution: Resolution, expected?: string): Promise<Version>;
  /** The proposals to this event are not taken; they stay in its history. */
  dismiss(uid: string): Promise<void>;
  /** What this node alone shows otherwise; null takes it back. */
  overlay(uid: string, wish: OverlayWish | null): Promise<Overlay | null>;
  /** Asks the node at an origin to push to this one (protocol, section 7, push-register). */
  register(origin: string, wanted: RegistrationWish): Promise<Registration>;
  /** An admin's word on a request that waits, or on a lease that is held. */
  decideRegistration(id: string, decision: LeaseDecision): Promise<Registration>;
  /** Looks how a request of this node stands at the other one. */
  followRegistration(id: string): Promise<Registration>;
  /** Takes back what this node asked of another. */
  unregister(id: string): Promise<Registration>;
  /**
   * Signs that this node leaves an origin, its own unless given, for another. Gives what was signed, for each origin that
   * it ever left; peers are told once it runs at the new one.
   */
  move(to: string, from?: string): Promise<readonly Move[]>;
  /** Lets whoever has this key (armored) enter events by a signature of their own. */
  addAuthor(
    certificate: string,
    name: string,
  ): Promise<{ readonly fingerprint: string; readonly name: string }>;
  /** Starts deliveries to a peer over. */
  replay(peerId: number): Promise<void>;
}
