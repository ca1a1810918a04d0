/** An instant or date of an event as its author wrote it. */
export interface EventTime {
  /** Local date or date-time: `2026-03-16` or `2026-03-16T19:00:00`. */
  readonly local: string;
  /** IANA zone that `local` is in; null for dates and floating times. */
  readonly zone: string | null;
}

/** What a page, a list or a search shows of a version: the master's properties, decoded. */
export interface EventSummary {
  readonly uid: string;
  readonly title: string;
  readonly description: string;
  readonly location: string;
  readonly geo: { readonly latitude: number; readonly longitude: number } | null;
  /** `URL`, only where it is http or https. */
  readonly url: string | null;
  readonly image: string | null;
  readonly categories: readonly string[];
  readonly organizer: string | null;
  readonly start: EventTime;
  /** The first moment after the event; of a date the day after the last. */
  readonly end: EventTime;
  readonly allDay: boolean;
  readonly recurring: boolean;
  readonly cancelled: boolean;
  readonly tentative: boolean;
  /** True where the zone had to be guessed, so that a person is told. */
  readonly zoneGuessed: boolean;
}

/** One happening of an event. */
export interface Occurrence {
  /** ms since 1970; dates and floating times are taken in the node's zone. */
  readonly start: number;
  readonly end: number;
  /** As in {@link EventTime.local}, of this happening. */
  readonly localStart: string;
  readonly localEnd: string;
  readonly zone: string | null;
  readonly allDay: boolean;
  /** What an override changes, null where it says the same as the master. */
  readonly title: string | null;
  readonly location: string | null;
  readonly cancelled: boolean;
}

/** All happenings of an event within a window. */
export interface Expansion {
  readonly occurrences: readonly Occurrence[];
  /** There are more after the window: expand again when time has moved on. */
  readonly openEnded: boolean;
  /** Why not all were found (`too-many-steps`, `unsupported-rule`, `no-start`), null where nothing is missing. */
  readonly problem: string | null;
}
