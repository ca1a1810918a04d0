import { DomainError } from "../model/domain-error.ts";
import type { Refusal } from "../model/refusal.ts";
import type { Version } from "../model/version.ts";
import type { Component } from "./component.ts";
import { findLine, findValue } from "./component.ts";
import { hasName, valueOf } from "./contentline.ts";
import { parseTime } from "./event-time.ts";
import { MAX_COMPONENTS, MAX_LINE, MAX_OBJECT_LINES, MAX_OBJECT_OCTETS, MAX_RAW, octets } from "./limits.ts";
import type { Line } from "./lines.ts";

/** What keeps an event or an object out of the commons. */
export type Fault = Pick<Refusal, "rule" | "reason">;

/** What is wrong with one event by its own lines (RFC 5545, section 3.6.1; protocol, section 1), null if nothing. */
export function eventFault(own: readonly string[]): Fault | null {
  // It may stand once; where it stands again, none of them may say otherwise.
  const classes = own.filter((line) => hasName(line, "CLASS")).map((line) => valueOf(line).trim());
  const visibility = classes.find((value) => value !== "" && value.toUpperCase() !== "PUBLIC");
  if (visibility !== undefined) {
    return { rule: "private", reason: `CLASS is ${visibility.slice(0, 40)}: only PUBLIC events are taken.` };
  }
  // A deletion may have lost its times, and an override starts when the happening did that it takes the place of.
  const start = findLine(own, "DTSTART") ?? findLine(own, "RECURRENCE-ID");
  if (start === null) {
    const isStub = findValue(own, "X-DELETED") !== null;
    return isStub ? null : { rule: "no-start", reason: "DTSTART is missing: an event needs a start." };
  }
  if (parseTime(valueOf(start)) !== null) return null;
  const reason = `${start.slice(0, 80)} is no date or date-time such as 20260316T190000.`;
  return { rule: "bad-start", reason };
}

/** Whether an object has too many lines or components, null if not. */
export function countFault(components: readonly Component[]): Fault | null {
  const lines = components.reduce((sum, component) => sum + component.lines.length, 0);
  if (lines > MAX_OBJECT_LINES) {
    return {
      rule: "too-many-lines",
      reason: `It has ${lines} lines; at most ${MAX_OBJECT_LINES} are taken.`,
    };
  }
  const begun = components.flatMap((component) =>
    component.lines.filter((line) => hasName(line, "BEGIN")),
  ).length;
  if (begun <= MAX_COMPONENTS) return null;
  return {
    rule: "too-many-components",
    reason: `It has ${begun} components; at most ${MAX_COMPONENTS} are taken.`,
  };
}

/** Whether an object is too large as it would be stored, null if not. */
export function sizeFault(text: string): Fault | null {
  const size = octets(text);
  if (size <= MAX_OBJECT_OCTETS) return null;
  return { rule: "too-large", reason: `It has ${size} octets; at most ${MAX_OBJECT_OCTETS} are taken.` };
}

/** Whether a line is longer than any object, null if not. */
export function lineFault({ tooLong, number }: Pick<Line, "tooLong" | "number">): Fault | null {
  if (!tooLong) return null;
  return { rule: "too-large", reason: `Line ${number} has more than ${MAX_LINE} characters.` };
}

/** Whether what came of an object is too large to be kept, null if not. */
export function rawFault(raw: string): Fault | null {
  if (raw.length <= MAX_RAW) return null;
  const reason = `It has ${raw.length} characters as it stands; at most ${MAX_RAW} are taken.`;
  return { rule: "too-large", reason };
}

/** The version that a person made, unless it is longer than an object may be: a DomainError `too-large`. */
export function withinSize(version: Version): Version {
  const fault = sizeFault(version.text);
  if (fault === null) return version;
  throw new DomainError("too-large", `The event is too long: ${fault.reason}`);
}
