import type { EventSummary, EventTime, Expansion, Occurrence } from "../../../core/model/event.ts";
import { expand } from "../../../core/ical/occurrences.ts";
import { messageOf } from "../../../core/model/thrown.ts";
import { EARLIEST, LATEST } from "./occurrence-rows.ts";

const DAY = 86_400_000;
/** Of a recurring event as many happenings before now are listed. */
const BEHIND = 366 * DAY;
/** Open-ended events are expanded this far ahead, ms. */
export const AHEAD = 2 * 366 * DAY;

/**
 * The happenings of a version that lists show: all of a single event, of a recurring one those from a year ago to
 * the horizon. One whose times are not understood is listed at its start, or not at all; it never throws.
 */
export function happenings(text: string, summary: EventSummary, timezone: string, now: number): Expansion {
  const window = summary.recurring ? { from: now - BEHIND, to: now + AHEAD } : { from: EARLIEST, to: LATEST };
  const found = expanded(text, { ...window, timezone });
  if (found.occurrences.length > 0) return found;
  return { ...found, occurrences: atStart(summary, timezone) };
}

/** Those that begin within a later window. */
export function furtherHappenings(
  text: string,
  window: { readonly from: number; readonly to: number; readonly timezone: string },
): Expansion {
  const found = expanded(text, window);
  return { ...found, occurrences: found.occurrences.filter(({ start }) => start >= window.from) };
}

function expanded(text: string, window: Parameters<typeof expand>[1]): Expansion {
  try {
    return expand(text, window);
  } catch (error) {
    return {
      occurrences: [],
      openEnded: false,
      problem: messageOf(error),
    };
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
