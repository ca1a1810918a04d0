import { ownLines, type Component } from "./component.ts";
import { nameOf, parseContentLine, type ContentLine } from "./contentline.ts";

/** The lines of one VEVENT by their upper-case names, those of alarms left out. */
export type EventComponent = ReadonlyMap<string, readonly string[]>;

/** A calendar object as reading its times needs it. */
export interface EventObject {
  readonly events: readonly EventComponent[];
  /** Content lines of each VTIMEZONE, from BEGIN to END. */
  readonly zones: readonly (readonly string[])[];
}

/**
 * Takes a canonical text apart: unfolded, a content line on each line. Who judges, lists and expands an object comes with
 * the same text several times in a row: the last one is remembered.
 */
export function readObject(text: string): EventObject {
  if (last?.text !== text) last = { text, object: takeApart(text) };
  return last.object;
}

let last: { readonly text: string; readonly object: EventObject } | null = null;

function takeApart(text: string): EventObject {
  const events: Map<string, string[]>[] = [];
  const zones: string[][] = [];
  const path: string[] = [];
  for (const line of text.split(/\r?\n/)) {
    const name = leadingName(line);
    const opens = name === "BEGIN" ? line.slice(6).trim().toUpperCase() : null;
    if (opens !== null) path.push(opens);
    if (opens === "VEVENT") events.push(new Map());
    else if (opens === "VTIMEZONE") zones.push([]);
    if (path.includes("VTIMEZONE")) zones.at(-1)?.push(line);
    if (name === "END") path.pop();
    else if (opens === null && path.at(-1) === "VEVENT") {
      const lines = events.at(-1)!.get(name);
      if (lines === undefined) events.at(-1)!.set(name, [line]);
      else lines.push(line);
    }
  }
  return { events, zones };
}

/** A VEVENT that is taken apart already. */
export function eventOf(component: Component): EventComponent {
  return Map.groupBy(ownLines(component), nameOf);
}

/** Content lines of each VTIMEZONE among components. */
export function zonesOf(components: readonly Component[]): EventObject["zones"] {
  return components.filter(({ name }) => name === "VTIMEZONE").map(({ lines }) => lines);
}

/** The first property of a name, taken apart; null where there is none. */
export function firstOf(event: EventComponent, name: string): ContentLine | null {
  const line = event.get(name)?.[0];
  return line === undefined ? null : parseContentLine(line);
}

/** All properties of a name that have a value, taken apart. */
export function allOf(event: EventComponent, name: string): readonly ContentLine[] {
  const lines = (event.get(name) ?? []).map(parseContentLine);
  return lines.filter((line) => line !== null && line.value.trim() !== "") as readonly ContentLine[];
}

/** First value of a parameter, null where the line does not have it. */
export function paramValue(line: ContentLine, name: string): string | null {
  return line.params.find(([each]) => each === name)?.[1].join(",") ?? null;
}

export function isCancelled(event: EventComponent): boolean {
  return statusOf(event) === "CANCELLED";
}

export function statusOf(event: EventComponent): string {
  return firstOf(event, "STATUS")?.value.trim().toUpperCase() ?? "";
}

function leadingName(line: string): string {
  for (let at = 0; at < line.length; at++) {
    const char = line.charCodeAt(at);
    if (char === COLON || char === SEMICOLON) return line.slice(0, at).toUpperCase();
  }
  return "";
}

const COLON = 0x3a;
const SEMICOLON = 0x3b;
