import type { EventRow } from "../../store/event-list.ts";
import { dayOf } from "../feeds/window.ts";

/** Happenings that stand under one heading. */
export interface DayOfEvents {
  /** Null for what began before the first day that is shown. */
  readonly day: Temporal.PlainDate | null;
  readonly rows: readonly EventRow[];
}

/** Groups rows, which come by start, under the days of the node's zone; null where `first` is open. */
export function byDay(
  rows: readonly EventRow[],
  first: Temporal.PlainDate | null,
  timezone: string,
): DayOfEvents[] {
  const days: { day: Temporal.PlainDate | null; rows: EventRow[] }[] = [];
  for (const row of rows) {
    const start = firstDayOf(row, timezone);
    const day = first !== null && Temporal.PlainDate.compare(start, first) < 0 ? null : start;
    const last = days.at(-1);
    if (last !== undefined && String(last.day) === String(day)) last.rows.push(row);
    else days.push({ day, rows: [row] });
  }
  return days;
}

/** A date stays what it is; an instant falls on a day of the node's zone. */
function firstDayOf({ occurrence }: EventRow, timezone: string): Temporal.PlainDate {
  return occurrence.allDay
    ? Temporal.PlainDate.from(occurrence.localStart)
    : dayOf(occurrence.start, timezone);
}
