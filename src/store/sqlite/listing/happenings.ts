import type { EventSummary, EventTime, Expansion, Occurrence } from "../../../core/model/event.ts";
import { type OccurrenceWindow, TOO_MANY_STEPS } from "../../../core/ical/occurrence-set.ts";
import { expand } from "../../../core/ical/occurrences.ts";
import { messageOf } from "../../../core/model/thrown.ts";
import { EARLIEST, LATEST } from "./occurrence-rows.ts";

const DAY = 86_400_000;
/** Of a recurring event as many happenings before now are listed. */
const BEHIND = 366 * DAY;
/** Open-ended events are expanded this far ahead, ms. */
export const AHEAD = 2 * 366 * DAY;
/** What finding the happenings of one object may cost while it is saved: a few ms, and as many to write their rows. */
const WHILE_SAVING = { maxSteps: 2_000, maxOccurrences: 200 };

/** What was found of an object's happenings; `isWhole` false: more are to be found with more patience. */
export interface Found extends Expansion {
  readonly isWhole: boolean;
}

/**
 * Of which happenings lists show: all of a single event, of a recurring one those from a year ago to the horizon, and
 * where these are too many, those from now on.
 */
export function listedWindow({ recurring }: EventSummary, timezone: string, now: number): OccurrenceWindow {
  return recurring
    ? { from: now - BEHIND, to: now + AHEAD, rather: now - DAY, timezone }
    : { from: EARLIEST, to: LATEST, timezone };
}

/**
 * The happenings of a version that can be found while it is saved. One whose times are not understood is
 * listed at its start, or not at all; it never throws.
 */
export function firstHappenings(text: string, summary: EventSummary, timezone: string, now: number): Found {
  const window = { ...listedWindow(summary, timezone, now), ...WHILE_SAVING };
  const found = expanded(text, window);
  const isWhole = found.problem !== TOO_MANY_STEPS;
  return { ...found, isWhole, occurrences: orAtStart(found.occurrences, summary, timezone) };
}

/** Where none was found, the event is listed at its start. */
export function orAtStart(
  found: readonly Occurrence[],
  summary: EventSummary,
  timezone: string,
): readonly Occurrence[] {
  return found.length > 0 ? found : atStart(summary, timezone);
}

function expanded(text: string, window: OccurrenceWindow): Expansion {
  try {
    return expand(text, window);
  } catch (error) {
    return { occurrences: [], openEnded: false, problem: messageOf(error) };
  }
}

function atStart({ start, end, allDay, cancelled }: EventSummary, timezone: string): readonly Occurrence[] {
  try {
    return [
      {
        start: instant(start, timezone),
        end: instant(end, timezone),
        localStart: start.local,
        localEnd: end.local,
        zone: start.zone,
        allDay,
        title: null,
        location: null,
        cancelled,
      },
    ];
  } catch {
    return [];
  }
}

function instant({ local, zone }: EventTime, timezone: string): number {
  return Temporal.PlainDateTime.from(local).toZonedDateTime(zone ?? timezone).epochMilliseconds;
}
