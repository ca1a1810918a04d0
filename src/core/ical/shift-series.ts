import { DomainError } from "../model/domain-error.ts";
import { eventsOf } from "./calendar-text.ts";
import { findLine, mapLines, ownLines, type Component } from "./component.ts";
import { hasName, nameOf, parseContentLine, type ContentLine } from "./contentline.ts";
import { zonesOf } from "./event-component.ts";
import { readMoment, type Moment } from "./event-moment.ts";
import { compactLocal, parseTime } from "./event-time.ts";
import { withValue } from "./line-edits.ts";
import { instanceLocal, onClock, type Clock } from "./occurrence-dates.ts";
import { isClockFrequency, parseRule } from "./recurrence-rule.ts";
import { FLOATING, readWritten } from "./written-time.ts";
import { toInstant, toLocal } from "./zone-clock.ts";

/** Has an object several happenings, or one of several? */
export function isSeries(components: readonly Component[]): boolean {
  const own = eventsOf(components).flatMap(ownLines);
  return own.some((line) => RECURRING.some((name) => hasName(line, name)));
}

/**
 * The components of a series whose start has moved by `delta` seconds on its wall clock, with all that names single
 * happenings moved along: RECURRENCE-ID, EXDATE, RDATE, and UNTIL where it is a time. An override that takes place when
 * its happening would have moves along, too. Throws a DomainError `invalid` where the rule itself says times of day.
 */
export function shiftSeries(
  components: readonly Component[],
  start: Moment,
  delta: number,
): readonly Component[] {
  const clock = { dateOnly: false, zone: start.zone ?? FLOATING };
  const shift: Shift = { clock, delta, zones: zonesOf(components) };
  return components.map((component) => {
    if (component.name !== "VEVENT") return component;
    const follows = isUnmoved(component, components, start, clock);
    return mapLines(component, (line, isOwn) => {
      const name = isOwn ? nameOf(line) : "";
      if (RULES.has(name)) return shiftUntil(line, shift);
      return DATES.has(name) || (follows && TIMES.has(name)) ? shiftDates(line, shift) : line;
    });
  });
}

interface Shift {
  readonly clock: Clock;
  /** Seconds. */
  readonly delta: number;
  readonly zones: ReturnType<typeof zonesOf>;
}

/** Does an override start when the happening does that it stands for? */
function isUnmoved(event: Component, components: readonly Component[], start: Moment, clock: Clock): boolean {
  const [instance, own] = ["RECURRENCE-ID", "DTSTART"].map(
    (name) => readWritten(findLine(ownLines(event), name), components)?.moment,
  );
  if (instance === undefined || own === undefined || own.dateOnly) return false;
  return onClock(own, clock) === instanceLocal(instance, clock, start.local);
}

/** A date names all that happens on its day, and stays. */
function shiftDates(line: string, shift: Shift): string {
  const parsed = parseContentLine(line);
  if (parsed === null) return line;
  const values = parsed.value.split(",").map((value) =>
    value
      .split("/")
      .map((time) => shiftTime(parsed, time, shift))
      .join("/"),
  );
  return withValue(line, values.join(","));
}

function shiftTime(line: ContentLine, value: string, { clock, delta, zones }: Shift): string {
  const moment = readMoment(line, value, zones);
  if (moment === null || moment.dateOnly) return value;
  return written(fromClock(onClock(moment, clock) + delta, clock, moment.zone), value);
}

function shiftUntil(line: string, { clock, delta }: Shift): string {
  const rule = parseContentLine(line)?.value ?? "";
  const parsed = parseRule(rule);
  if (
    parsed === null ||
    isClockFrequency(parsed.frequency) ||
    BY_TIME.some((part) => parsed[part] !== null)
  ) {
    throw new DomainError(
      "invalid",
      "The rule of this series says times of day, or cannot be followed: give its whole calendar instead (discal events edit --file).",
      { field: "start" },
    );
  }
  const shifted = rule.replace(/(?<=^|;)(\s*UNTIL\s*=)([^;]*)/i, (part, name: string, value: string) => {
    const until = parseTime(value);
    if (until === null || until.dateOnly) return part;
    const zone = until.utc ? "UTC" : null;
    const moment = { local: until.local, dateOnly: false, zone, guessed: false };
    return name + written(fromClock(onClock(moment, clock) + delta, clock, zone), value);
  });
  return withValue(line, shifted);
}

/** A time on the wall clock of the master, on that of another zone. */
function fromClock(local: number, clock: Clock, zone: string | null): number {
  return zone === null || zone === clock.zone ? local : toLocal(toInstant(local, clock.zone), zone);
}

function written(local: number, before: string): string {
  return compactLocal(local, false) + (/Z\s*$/i.test(before) ? "Z" : "");
}

const RECURRING = ["RRULE", "RDATE", "EXRULE", "RECURRENCE-ID"];
const RULES: ReadonlySet<string> = new Set(["RRULE", "EXRULE"]);
const DATES: ReadonlySet<string> = new Set(["RECURRENCE-ID", "EXDATE", "RDATE"]);
const TIMES: ReadonlySet<string> = new Set(["DTSTART", "DTEND"]);
const BY_TIME = ["hours", "minutes", "seconds"] as const;
