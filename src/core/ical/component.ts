import { hasName, valueOf } from "./contentline.ts";

/** A component's lines from BEGIN to END, those of nested components among them. */
export interface Component {
  /** Upper-case. */
  readonly name: string;
  readonly lines: readonly string[];
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

const LETTER_B = 0x42;
const LETTER_E = 0x45;
const BOUNDARY = /^(BEGIN|END)(?:;[^:]*)?:(.*)$/is;
const NO_BOUNDARY: [null, string] = [null, ""];
