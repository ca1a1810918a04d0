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

/** May a calendar be called so in addresses? 1 to 60 lower-case letters, digits and hyphens, none at an end. */
export function isSlug(text: string): boolean {
  return /^[a-z0-9](?:[a-z0-9-]{0,58}[a-z0-9])?$/.test(text);
}
