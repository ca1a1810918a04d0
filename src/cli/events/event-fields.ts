import type { Command } from "commander";
import { UsageError } from "../exit.ts";
import { repeated } from "../repeated.ts";

/** The options that say what an event is. */
export interface EventFields {
  readonly title?: string;
  readonly start?: string;
  readonly end?: string;
  readonly timezone?: string;
  readonly location?: string;
  readonly description?: string;
  readonly url?: string;
  readonly tag?: readonly string[];
}

/** Adds the options that say what an event is. */
export function withEventFields(command: Command): Command {
  return command
    .option("--title <title>")
    .option("--start <when>", 'a date (all day), or "2026-12-24 19:30"')
    .option("--end <when>", "the last day, or a time as in --start; of the same day the hour will do")
    .option("--timezone <zone>", "IANA zone of start and end; by default the node's")
    .option("--location <place>")
    .option("--description <text>")
    .option("--url <address>", "a page about the event")
    .option("--tag <tag>", "may be repeated", repeated);
}

/** A date or time as a person types it, in the form of the model: `2026-12-24T19:30`. */
function timeText(typed: string): string {
  return typed.trim().replace(/^(\d{4}-\d\d-\d\d) +(?=\d)/, "$1T");
}

/** The start that a person means. Throws a UsageError for what is neither date nor time. */
export function readStart(typed: string): string {
  const start = timeText(typed);
  if (isDay(start) || /^\d{4}-\d\d-\d\dT\d\d:\d\d(:\d\d)?$/.test(start)) return start;
  throw new UsageError(
    `--start is "${typed}": expected a date such as 2026-12-24, or a time such as "2026-12-24 19:30"`,
  );
}

/** Is it a date, without a time of day? */
export function isDay(time: string): boolean {
  return /^\d{4}-\d\d-\d\d$/.test(time);
}

/** Is it a time of day alone? */
export function isHour(time: string): boolean {
  return /^\d\d:\d\d(:\d\d)?$/.test(time);
}

/**
 * The end that a person means, of an event that starts at `start`: they name the last day, the model the day after it;
 * they leave out the date where it is that of the start.
 */
export function readEnd(typed: string, start: string): string {
  const end = timeText(typed);
  if (!isDay(start)) return isHour(end) ? `${start.slice(0, 10)}T${end}` : end;
  const last = isDay(end) && end >= start ? readDay(end) : null;
  if (last === null)
    throw new UsageError(`--end is "${end}": expected the last day, such as ${start}, or later`);
  return last.add({ days: 1 }).toString();
}

function readDay(day: string): Temporal.PlainDate | null {
  try {
    return Temporal.PlainDate.from(day, { overflow: "reject" });
  } catch {
    return null;
  }
}
