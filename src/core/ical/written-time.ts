import { findLine, ownLines, type Component } from "./component.ts";
import { parseContentLine } from "./contentline.ts";
import { eventOf, zonesOf } from "./event-component.ts";
import { readMoment, type Moment } from "./event-moment.ts";
import { spanOf, type Span } from "./event-span.ts";
import { parseTime } from "./event-time.ts";
import { withValue } from "./line-edits.ts";

/** A time of an event: the line that says it, and what it means. */
export interface Written {
  readonly line: string;
  readonly moment: Moment;
}

/** The times of an event as they are written. */
export interface WrittenTimes {
  readonly start: Written;
  /** DTEND; null where there is none. */
  readonly end: Written | null;
  readonly span: Span;
}

/** The times of one event of an object; null where it has no DTSTART that can be read. */
export function timesOf(event: Component, components: readonly Component[]): WrittenTimes | null {
  const own = ownLines(event);
  const span = spanOf(eventOf(event), { events: [], zones: zonesOf(components) }, FLOATING);
  const start = readWritten(findLine(own, "DTSTART"), components);
  const end = readWritten(findLine(own, "DTEND"), components);
  return span === null || start === null ? null : { start, end, span };
}

export function readWritten(line: string | null, components: readonly Component[]): Written | null {
  const parsed = line === null ? null : parseContentLine(line);
  const moment = parsed === null ? null : readMoment(parsed, parsed.value, zonesOf(components));
  return line === null || moment === null ? null : { line, moment };
}

/** The line with another time (`20260316T190000`) in the form of its own: zone, and the Z of UTC. */
export function withMoment({ line }: Pick<Written, "line">, value: string): string {
  const before = parseContentLine(line)?.value ?? "";
  return withValue(line, value + (parseTime(before)?.utc === true ? "Z" : ""));
}

/** Lengths of time are the same in whatever zone floating times are taken. */
export const FLOATING = "UTC";
