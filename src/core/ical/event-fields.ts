import { compareBytes } from "./byte-order.ts";
import { boundaryOf, type Component } from "./component.ts";
import { nameOf } from "./contentline.ts";
import { componentDigest, normalLine } from "./digest.ts";

/** What belongs together when people compare and choose: a line of an event, or a component within it. */
export interface Piece {
  /** As in EventChange where that has it, else the property's name in lower case. */
  readonly field: string;
  readonly lines: readonly string[];
}

/** The pieces of an event in their order, all but its BEGIN and END. */
export function piecesOf({ lines }: Component): readonly Piece[] {
  const pieces: { field: string; lines: string[] }[] = [];
  let depth = 0;
  for (const line of lines) {
    const [boundary, name] = boundaryOf(line);
    if (boundary === "END") depth--;
    if (depth === 1 && boundary !== "END")
      pieces.push({ field: boundary === null ? fieldOf(nameOf(line)) : fieldOfPart(name), lines: [] });
    if (depth >= 1) pieces.at(-1)?.lines.push(line);
    if (boundary === "BEGIN") depth++;
  }
  return pieces;
}

/** The event that is made of these pieces. */
export function eventFrom(pieces: readonly Piece[]): Component {
  return {
    name: "VEVENT",
    lines: ["BEGIN:VEVENT", ...pieces.flatMap(({ lines }) => lines), "END:VEVENT"],
  };
}

/**
 * What of a field enters the semantic digest: equal where two events say the same of it, "" where they say nothing that
 * the digest covers.
 */
export function comparedPart(pieces: readonly Piece[]): string {
  const parts = pieces.flatMap(({ lines }) => {
    const [boundary, name] = boundaryOf(lines[0]!);
    return boundary === null ? (normalLine(lines[0]!) ?? []) : componentDigest({ name, lines });
  });
  return parts.sort().join("\n");
}

/** Orders fields as people look for them: what it is called, when, where, and then the rest by name. */
export function byFieldOrder(a: string, b: string): number {
  return placeOf(a) - placeOf(b) || compareBytes(a, b);
}

function placeOf(field: string): number {
  const known = FIRST.indexOf(field);
  if (known >= 0) return known;
  return field === ALARMS || field.startsWith(PART) ? FIRST.length + 1 : FIRST.length;
}

function fieldOf(name: string): string {
  const lower = name.toLowerCase();
  return FIELDS[name] ?? (TAKEN.has(lower) ? name : lower);
}

function fieldOfPart(name: string): string {
  return name === "VALARM" ? ALARMS : PART + name.toLowerCase();
}

/** A property has no colon in its name, so that no component is mistaken for one. */
const PART = "begin:";
const ALARMS = "alarms";

/** What is no single field: the master, a single happening, a time zone. */
export const WHOLE = { event: "event", happening: "happening", timezone: "timezone" } as const;

/** What says the same in several forms is one field, and so is what speaks of it. */
const FIELDS: Readonly<Record<string, string>> = {
  SUMMARY: "title",
  DTSTART: "start",
  "X-MICROSOFT-CDO-ALLDAYEVENT": "start",
  DTEND: "end",
  DURATION: "end",
  RRULE: "rule",
  LOCATION: "location",
  GEO: "location",
  "X-APPLE-STRUCTURED-LOCATION": "location",
  STATUS: "status",
  "X-DISCAL-STATUS": "status",
  "X-DELETED": "deleted",
  CATEGORIES: "tags",
  DESCRIPTION: "description",
  "STYLED-DESCRIPTION": "description",
  "X-ALT-DESC": "description",
};

/** A property that is called like a field keeps its capitals. */
const TAKEN: ReadonlySet<string> = new Set(
  [...Object.values(FIELDS), ...Object.values(WHOLE), ALARMS].filter(
    (field) => FIELDS[field.toUpperCase()] !== field,
  ),
);

const FIRST =
  `${Object.values(WHOLE).join(" ")} title start end rule rdate exdate exrule location status deleted tags
  url description organizer image`.split(/\s+/);
