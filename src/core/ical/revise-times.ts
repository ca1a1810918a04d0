import type { DomainError } from "../model/domain-error.ts";
import type { EventChange } from "../model/event-change.ts";
import { eventsOf, masterOf } from "./calendar-text.ts";
import type { Component } from "./component.ts";
import { invalidField, timeOf, timeValue } from "./draft-lines.ts";
import { DAY } from "./event-date.ts";
import { editLines } from "./line-edits.ts";
import { endEdits } from "./revise-end.ts";
import { isSeries, shiftSeries } from "./shift-series.ts";
import { readWritten, timesOf, withMoment, type Written } from "./written-time.ts";

/**
 * The components of an object with the times of its master changed. Without an end, a change of the start moves the
 * end along. Of a series what names single happenings moves along with the time of day; any other change of its start
 * throws a DomainError `invalid`.
 */
export function reviseTimes(
  components: readonly Component[],
  { start, end, zone }: Pick<EventChange, "start" | "end" | "zone">,
): readonly Component[] {
  if (start === undefined && zone !== undefined)
    throw invalidField("zone", "A time zone is given only together with a start.");
  if (start === undefined && end === undefined) return components;
  const master = masterOf(eventsOf(components));
  const before = master === null ? null : timesOf(master, components);
  if (before === null) throw wholeCalendar("It has only single happenings of a series");
  const moved = start === undefined ? before.start : startOf(before.start, start, zone, components);
  const moves = !isSame(before.start, moved);
  const edits = new Map<string, string | null>(endEdits(before, moved, moves, end, components));
  if (moves) edits.set("DTSTART", moved.line);
  if (before.start.moment.dateOnly !== moved.moment.dateOnly) edits.set(ALL_DAY_OF_OUTLOOK, null);
  const edited = components.map((each) => (each === master ? editLines(each, edits) : each));
  if (!moves || !isSeries(components)) return edited;
  if (!isSameDay(before.start, moved))
    throw wholeCalendar("Of the start of a series only the time of day can be changed");
  return shiftSeries(edited, before.start.moment, moved.moment.local - before.start.moment.local);
}

/** The start as it is to be written: in the form of the old one where kind and zone stay the same. */
function startOf(
  before: Written,
  start: string,
  zone: string | null | undefined,
  components: readonly Component[],
): Written {
  const old = before.moment;
  const allDay = /^\d{4}-\d\d-\d\d$/.test(start);
  if (allDay && typeof zone === "string")
    throw invalidField("zone", "An event of whole days has no time zone: give the start a time of day, too.");
  if (!allDay && old.dateOnly && zone === undefined)
    throw invalidField("zone", "The event has lasted whole days so far: give the zone of its start, too.");
  const isInOldZone = zone === undefined || (zone === old.zone && !old.guessed);
  const keepsForm = allDay === old.dateOnly && (allDay || isInOldZone);
  const line = keepsForm
    ? withMoment(before, timeValue(allDay, "start", start))
    : `DTSTART${timeOf({ allDay, zone: zone ?? null }, "start", start)}`;
  return readWritten(line, components)!;
}

function isSame({ moment: a }: Written, { moment: b }: Written): boolean {
  return a.local === b.local && a.zone === b.zone && a.dateOnly === b.dateOnly;
}

function isSameDay({ moment: a }: Written, { moment: b }: Written): boolean {
  const bothTimed = !a.dateOnly && !b.dateOnly && a.zone === b.zone;
  return bothTimed && Math.floor(a.local / DAY) === Math.floor(b.local / DAY);
}

function wholeCalendar(why: string): DomainError {
  return invalidField("start", `${why}: give its whole calendar instead (discal events edit --file).`);
}

const ALL_DAY_OF_OUTLOOK = "X-MICROSOFT-CDO-ALLDAYEVENT";
