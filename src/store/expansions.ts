import type { OccurrenceWindow } from "../core/ical/occurrence-set.ts";
import type { Expansion } from "../core/model/event.ts";

/** An object of which happenings are to be found. */
export interface DueExpansion {
  readonly object: number;
  /** What is listed of it. */
  readonly text: string;
  readonly window: OccurrenceWindow;
  /** What is found takes the place of all that begins then or later, ms. */
  readonly since: number;
  /** Up to where it was expanded. */
  readonly expandedTo: number;
}

/** What was found; null where it was too much work, which is then not tried again. */
export interface FoundExpansion {
  readonly due: DueExpansion;
  readonly found: Expansion | null;
}

/**
 * Happenings that lists lack: of objects whose rules were too much work while they were saved, and of all that goes on
 * without an end, further ahead as time goes by. Finding them takes place outside of the store.
 */
export interface Expansions {
  /** At most `limit`, what lacks most first. */
  due(now: number, limit: number): Promise<readonly DueExpansion[]>;
  /** Lists what was found; nothing of objects that have changed meanwhile. */
  record(found: readonly FoundExpansion[]): Promise<void>;
  /** When there is something due, ms; null where nothing ever is. */
  nextDue(): Promise<number | null>;
}
