import type { Refusal } from "../model/refusal.ts";
import type { Component } from "./component.ts";
import { boundaryOf, findValue } from "./component.ts";
import { unescapeText } from "./contentline.ts";
import { lineFault } from "./fault.ts";
import { MAX_DEPTH } from "./limits.ts";
import type { Line } from "./lines.ts";

/** A component and where it stood in what arrived. */
export interface PlacedComponent extends Component {
  /** Number of its first line, from 1. */
  readonly line: number;
  /** Offsets [start, end) into what arrived. */
  readonly start: number;
  readonly end: number;
}

/** One VCALENDAR, taken apart. */
export interface Calendar {
  readonly properties: readonly string[];
  readonly components: readonly PlacedComponent[];
}

/**
 * Takes lines apart into VCALENDARs and their components. A component that is not well nested, or that lacks its
 * END, loses only itself. A missing BEGIN or END of VCALENDAR is forgiven.
 */
export function readCalendars(lines: readonly Line[]): {
  readonly calendars: readonly Calendar[];
  readonly refused: readonly Refusal[];
} {
  const calendars: { properties: string[]; components: PlacedComponent[] }[] = [];
  const refused: Refusal[] = [];
  let calendar: (typeof calendars)[number] | null = null;
  for (let at = 0; at < lines.length;) {
    const [boundary, name] = boundaryOf(lines[at]!.text);
    if (name === "VCALENDAR") calendar = null;
    if (calendar === null && !(boundary === "END" && name === "VCALENDAR")) {
      calendar = { properties: [], components: [] };
      calendars.push(calendar);
    }
    if (boundary === "BEGIN" && name !== "VCALENDAR") {
      const { end, fault } = scan(lines, at, name);
      if (fault === null) calendar!.components.push(place(lines, at, end, name));
      else refused.push(refusal(lines.slice(at, end), name, fault));
      at = end;
      continue;
    }
    const tooLong = lineFault(lines[at]!);
    if (tooLong !== null) refused.push(refusal([lines[at]!], "VCALENDAR", tooLong));
    else if (boundary === null) calendar!.properties.push(lines[at]!.text);
    else if (name !== "VCALENDAR") refused.push(stray(lines[at]!, name));
    at++;
  }
  return { calendars, refused };
}

/** From BEGIN at `start`: the index after the component, and what is wrong with it. */
function scan(
  lines: readonly Line[],
  start: number,
  outer: string,
): { end: number; fault: { rule: string; reason: string } | null } {
  const open = [outer];
  let fault: { rule: string; reason: string } | null = null;
  for (let at = start + 1; at < lines.length; at++) {
    fault ??= lineFault(lines[at]!);
    const [boundary, name] = boundaryOf(lines[at]!.text);
    if (boundary === null) continue;
    if (name === "VCALENDAR" || (boundary === "BEGIN" && TOP_LEVEL.has(name))) {
      return { end: at, fault: fault ?? missingEnd(open.at(-1)!) };
    }
    if (boundary === "BEGIN") {
      open.push(name);
      if (open.length > MAX_DEPTH) fault ??= tooDeep;
    } else if (open.at(-1) === name) {
      open.pop();
    } else {
      fault ??= { rule: "bad-nesting", reason: `END:${name} stands where END:${open.at(-1)} was expected.` };
      if (name === outer) open.length = 0;
    }
    if (open.length === 0) return { end: at + 1, fault };
  }
  return { end: lines.length, fault: fault ?? missingEnd(open.at(-1)!) };
}

function place(lines: readonly Line[], start: number, end: number, name: string): PlacedComponent {
  const texts: string[] = [];
  for (let at = start; at < end; at++) texts.push(lines[at]!.text);
  const first = lines[start]!;
  return { name, lines: texts, line: first.number, start: first.start, end: lines[end - 1]!.end };
}

function refusal(
  lines: readonly Line[],
  component: string,
  fault: { rule: string; reason: string },
): Refusal {
  const uid = findValue(
    lines.map(({ text }) => text),
    "UID",
  );
  return { component, uid: uid === null ? null : unescapeText(uid), line: lines[0]!.number, ...fault };
}

function stray(line: Line, component: string): Refusal {
  const reason = `END:${component} has no BEGIN:${component} before it.`;
  return { component, uid: null, line: line.number, rule: "bad-nesting", reason };
}

function missingEnd(name: string): { rule: string; reason: string } {
  return { rule: "no-end", reason: `END:${name} is missing.` };
}

const tooDeep = { rule: "too-deep", reason: `Components are nested deeper than ${MAX_DEPTH} levels.` };
/** Where one of these begins inside of another component, that one lacks its END. */
const TOP_LEVEL: ReadonlySet<string> = new Set([
  "VEVENT",
  "VTODO",
  "VJOURNAL",
  "VFREEBUSY",
  "VTIMEZONE",
  "VAVAILABILITY",
]);
