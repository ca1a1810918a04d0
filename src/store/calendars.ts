import type { SavedCalendar } from "../core/model/calendar.ts";

/** Saved calendars. */
export interface Calendars {
  /** By title. */
  all(): Promise<readonly SavedCalendar[]>;
  bySlug(slug: string): Promise<SavedCalendar | null>;
  /** Makes or replaces the one of this slug; true where it is new. */
  save(calendar: SavedCalendar): Promise<boolean>;
  /** False where there was none. */
  remove(slug: string): Promise<boolean>;
}
