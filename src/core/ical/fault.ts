import type { Refusal } from "../model/refusal.ts";
import type { Component } from "./components.ts";
import { boundaryOf, findLine, findValue } from "./components.ts";
import { paramOf, valueOf } from "./contentline.ts";
import { MAX_COMPONENTS, MAX_OBJECT_LINES, MAX_OBJECT_OCTETS, octets } from "./limits.ts";
import { isRealTime } from "./moment.ts";

/** What keeps an event or an object out of the commons. */
export type Fault = Pick<Refusal, "rule" | "reason">;

/** Tells a refusal from what was asked for. */
export function isRefusal(result: object): result is Refusal {
  return "rule" in result && "reason" in result;
}

/** What is wrong with one event by its own lines (RFC 5545, section 3.6.1; protocol, section 1), null if nothing. */
export function eventFault(own: readonly string[]): Fault | null {
  const visibility = findValue(own, "CLASS");
  if (visibility !== null && visibility.trim().toUpperCase() !== "PUBLIC") {
    return { rule: "private", reason: `CLASS is ${visibility || "empty"}: only PUBLIC events are taken.` };
  }
  const start = findLine(own, "DTSTART");
  if (start === null) {
    const isStub = findValue(own, "X-DELETED") !== null;
    return isStub ? null : { rule: "no-start", reason: "DTSTART is missing: an event needs a start." };
  }
  if (!isRealTime(valueOf(start))) {
    return { rule: "bad-start", reason: `${quote(start)} is no date or date-time such as 20260316T190000.` };
  }
  return endFault(start, findLine(own, "DTEND"));
}

/** What is too much about an object as it would be stored, null if nothing. */
export function sizeFault(components: readonly Component[], text: string): Fault | null {
  const lines = components.flatMap((component) => component.lines);
  if (lines.length > MAX_OBJECT_LINES) {
    return {
      rule: "too-many-lines",
      reason: `It has ${lines.length} lines; at most ${MAX_OBJECT_LINES} are taken.`,
    };
  }
  const begun = lines.filter((line) => boundaryOf(line)[0] === "BEGIN").length;
  if (begun > MAX_COMPONENTS) {
    return {
      rule: "too-many-components",
      reason: `It has ${begun} components; at most ${MAX_COMPONENTS} are taken.`,
    };
  }
  const size = octets(text);
  if (size <= MAX_OBJECT_OCTETS) return null;
  return { rule: "too-large", reason: `It has ${size} octets; at most ${MAX_OBJECT_OCTETS} are taken.` };
}

/** An end before its start, where both are written in the same way and can be compared as they stand. */
function endFault(start: string, end: string | null): Fault | null {
  if (end === null || paramOf(start, "TZID") !== paramOf(end, "TZID")) return null;
  const [from, to] = [valueOf(start), valueOf(end)];
  const comparable = from.length === to.length && from.endsWith("Z") === to.endsWith("Z");
  if (!comparable || !isRealTime(to) || to >= from) return null;
  return { rule: "ends-before-start", reason: `${quote(end)} is before ${quote(start)}.` };
}

function quote(line: string): string {
  return line.length <= 80 ? line : `${line.slice(0, 79)}…`;
}
