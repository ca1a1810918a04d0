import type { EventSummary, Occurrence } from "../core/model/event.ts";
import type { EventFilter } from "../core/model/filter.ts";

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

/** An object's first happening in a window, and when the object came to this node and last changed, ms. */
export interface FirstOccurrence {
  readonly row: EventRow;
  readonly published: number;
  readonly updated: number;
}
