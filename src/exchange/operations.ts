import type { EventChange } from "../core/model/event-change.ts";
import type { SitePreview } from "../core/model/poll-entry.ts";
import type { Site } from "../core/model/site.ts";
import type { Version } from "../core/model/version.ts";
import type { PollSummary } from "../store/polls.ts";
import type { SiteChange } from "../store/registry.ts";
import type { NewEvent } from "./enter.ts";
import type { Introduction } from "./introduce.ts";
import type { PollReport } from "./poll.ts";
import type { NewSite } from "./site-desk.ts";

/**
 * What an operator does with a node, from the command line or over the API. Each is done when its promise resolves;
 * what follows from it (polls, deliveries) is announced to whoever runs the node.
 */
export interface Operations {
  /** Polls these sites now, due or not. */
  poll(
    sites: readonly { readonly id: number; readonly name: string; readonly url: string }[],
    report?: (done: PollReport) => void,
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
  /** Starts deliveries to a peer over. */
  replay(peerId: number): Promise<void>;
}
