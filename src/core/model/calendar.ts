import type { EventFilter } from "./filter.ts";

/** A named, saved filter over the commons, with a feed, a JSON document and a page of its own. */
export interface SavedCalendar {
  /** Name in URLs: lower-case letters, digits and hyphens, 1 to 60 characters. */
  readonly slug: string;
  readonly title: string;
  readonly description: string;
  readonly filter: EventFilter;
  /** ms since 1970. */
  readonly changedAt: number;
}
