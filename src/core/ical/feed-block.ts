import type { Attribute } from "./attributes.ts";
import type { PlacedComponent } from "./components.ts";

/** What the VCALENDAR around an event says of its times. */
export interface Scope {
  /** TZID of floating times, null where they stay so. */
  readonly zone: string | null;
  /** Definitions of zones that are not known by name, by TZID. */
  readonly timezones: ReadonlyMap<string, ScopeZone>;
}

/** A VTIMEZONE, and what its lines come to: thousands of events may name one that is long. */
export interface ScopeZone extends PlacedComponent {
  readonly hash: string;
}

/** All that a feed shows of one UID: a master, its overrides. */
export interface Block {
  readonly uid: string;
  /** First line in the feed, from 1. */
  readonly line: number;
  /** The events as they arrived. */
  readonly raw: string;
  /** Equal as long as the cut would be: of the lines without DTSTAMP, and of what they depend on. */
  readonly rawHash: string;
  /** `X-DISCAL-OBJECT`: C1 of the object that a DisCal node publishes here. */
  readonly marker: string | null;
  /** `X-HOP` as the feed shows it. */
  readonly hop: Attribute<number>;
  readonly events: readonly FeedEvent[];
}

/** One VEVENT of a feed. */
export interface FeedEvent {
  readonly event: PlacedComponent;
  readonly scope: Scope;
  /** Its lines without those of nested components. */
  readonly own: readonly string[];
  /** The UID under which it is filed. */
  readonly uid: string;
  /** Value of RECURRENCE-ID, "" of a master. */
  readonly recurrenceId: string;
}
