import type { Refusal } from "../model/refusal.ts";
import { hasName, unescapeText, valueOf } from "./contentline.ts";
import { MAX_DEPTH } from "./limits.ts";
import type { Line } from "./lines.ts";

/** A component's lines from BEGIN to END, those of nested components among them. */
export interface Component {
  /** Upper-case. */
  readonly name: string;
  readonly lines: readonly string[];
}

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
    if (boundary === null) calendar!.properties.push(lines[at]!.text);
    else if (name !== "VCALENDAR") refused.push(stray(lines[at]!, name));
    at++;
  }
  return { calendars, refused };
}

/** Lines that belong to the component itself, not to those nested in it; without BEGIN and END. */
export function ownLines(component: Component): readonly string[] {
  const own: string[] = [];
  let depth = 0;
  for (const line of component.lines) {
    const [boundary] = boundaryOf(line);
    if (boundary === "BEGIN") depth++;
    else if (boundary === "END") depth--;
    else if (depth === 1) own.push(line);
  }
  return own;
}

/**
 * The component with each of its lines mapped (null takes it out), and with lines added before its END. BEGIN and END
 * are left alone; `isOwn` is false for lines of nested components.
 */
export function mapLines(
  component: Component,
  map: (line: string, isOwn: boolean) => string | null,
  added: readonly string[] = [],
): Component {
  const lines: string[] = [];
  let depth = 0;
  for (const line of component.lines) {
    const [boundary] = boundaryOf(line);
    if (boundary === "BEGIN") depth++;
    else if (boundary === "END" && --depth === 0) lines.push(...added);
    const mapped = boundary === null ? map(line, depth === 1) : line;
    if (mapped !== null) lines.push(mapped);
  }
  return { name: component.name, lines };
}

/** The first line of that name (upper-case), null where there is none. */
export function findLine(lines: readonly string[], name: string): string | null {
  return lines.find((line) => hasName(line, name)) ?? null;
}

/** Value of the first line of that name as it stands, null where there is none. */
export function findValue(lines: readonly string[], name: string): string | null {
  const line = findLine(lines, name);
  return line === null ? null : valueOf(line);
}

/** Is the line BEGIN or END, and of what (upper-case)? */
export function boundaryOf(line: string): [boundary: "BEGIN" | "END" | null, name: string] {
  const first = line.charCodeAt(0) & 0xdf;
  if (first !== LETTER_B && first !== LETTER_E) return NO_BOUNDARY;
  const match = BOUNDARY.exec(line);
  return match === null
    ? NO_BOUNDARY
    : [match[1]!.toUpperCase() as "BEGIN" | "END", match[2]!.trim().toUpperCase()];
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
const LETTER_B = 0x42;
const LETTER_E = 0x45;
const BOUNDARY = /^(BEGIN|END)(?:;[^:]*)?:(.*)$/is;
const NO_BOUNDARY: [null, string] = [null, ""];
/** Where one of these begins inside of another component, that one lacks its END. */
const TOP_LEVEL: ReadonlySet<string> = new Set([
  "VEVENT",
  "VTODO",
  "VJOURNAL",
  "VFREEBUSY",
  "VTIMEZONE",
  "VAVAILABILITY",
]);
