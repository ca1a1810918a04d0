import type { Component } from "./component.ts";
import { endFault, timeValue } from "./draft-lines.ts";
import { DAY } from "./event-date.ts";
import { endInstant, lasting } from "./event-span.ts";
import { compactLocal, formatLocal } from "./event-time.ts";
import type { LineEdits } from "./line-edits.ts";
import { FLOATING, readWritten, withMoment, type Written, type WrittenTimes } from "./written-time.ts";
import { toInstant, toLocal } from "./zone-clock.ts";

/** What becomes of DTEND and DURATION. An end that is not given moves along with the start. */
export function endEdits(
  before: WrittenTimes,
  start: Written,
  moves: boolean,
  end: string | null | undefined,
  components: readonly Component[],
): LineEdits {
  if (end === null) return ended(null);
  if (end === undefined) return moves ? endAlong(before, start) : UNCHANGED;
  const allDay = start.moment.dateOnly;
  const line = likeStart(start, timeValue(allDay, "end", end));
  const { moment } = readWritten(line, components)!;
  const lasts = moment.local - start.moment.local;
  if (allDay ? lasts <= 0 : lasts < 0) throw endFault(formatLocal(start.moment.local, allDay), end, allDay);
  if (!moves && isSameEnd(before, moment.local, moment.zone)) return UNCHANGED;
  // Of a moment the end would be the start, which RFC 5545 (section 3.8.2.2) does not allow.
  return ended(lasts === 0 ? null : line);
}

/** The event lasts as long as before. A DURATION says so already. */
function endAlong({ start: old, end, span }: WrittenTimes, start: Written): LineEdits {
  const { moment } = start;
  if (moment.dateOnly !== old.moment.dateOnly) {
    // How many days an event lasts says nothing of its hours.
    const { days } = moment.dateOnly ? lasting(moment, span.duration, FLOATING).duration : ONE_DAY;
    return ended(days === 1 ? null : likeStart(start, compactLocal(moment.local + days * DAY, true)));
  }
  if (end === null) return UNCHANGED;
  if (moment.dateOnly)
    return ended(withMoment(end, compactLocal(moment.local + span.duration.days * DAY, true)));
  if (span.duration.days + span.duration.seconds === 0) return ended(null);
  const instant = endInstant(moment.local, span.duration, moment.zone ?? FLOATING);
  const ownZone = end.moment.zone === old.moment.zone ? null : end.moment.zone;
  const local = toLocal(instant, ownZone ?? moment.zone ?? FLOATING);
  const value = compactLocal(local, false);
  return ended(ownZone === null ? likeStart(start, value) : withMoment(end, value));
}

function likeStart(start: Written, value: string): string {
  return withMoment({ line: `DTEND${start.line.slice("DTSTART".length)}` }, value);
}

function isSameEnd({ start, span }: WrittenTimes, local: number, zone: string | null): boolean {
  if (start.moment.dateOnly) return span.end.local === local;
  return toInstant(local, zone ?? FLOATING) === toInstant(span.end.local, span.end.zone ?? FLOATING);
}

function ended(line: string | null): LineEdits {
  return new Map([
    ["DTEND", line],
    ["DURATION", null],
  ]);
}

const UNCHANGED: LineEdits = new Map();
const ONE_DAY = { days: 1 };
