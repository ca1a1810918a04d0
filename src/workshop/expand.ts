import { expand } from "../core/ical/occurrences.ts";
import type { OccurrenceWindow } from "../core/ical/occurrence-set.ts";
import type { Expansion } from "../core/model/event.ts";

/** An object whose happenings are asked for. */
export interface ExpansionOrder {
  /** Canonical. */
  readonly text: string;
  readonly window: OccurrenceWindow;
}

export function* expandObject({ text, window }: ExpansionOrder): Generator<Expansion> {
  yield expand(text, window);
}
