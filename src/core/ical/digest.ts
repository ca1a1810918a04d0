import { hash } from "node:crypto";
import { isBookkeeping } from "./bookkeeping.ts";
import { compareBytes, sortByBytes } from "./byte-order.ts";
import { boundaryOf } from "./component.ts";
import { readCalendars } from "./components.ts";
import type { Component } from "./component.ts";
import { nameOf, parseContentLine, quoteParam } from "./contentline.ts";
import { readLines } from "./lines.ts";
import { definedTzid } from "./tzid.ts";
import { isKnownZone } from "./zones.ts";

/**
 * Semantic digest D of an object's text (protocol, section 4): what the event says, whatever its order of lines, its
 * folding and its bookkeeping. SHA-256, 64 hex digits in lower case.
 */
export function semanticDigest(text: string): string {
  return digestOf(readCalendars(readLines(text)).calendars.flatMap(({ components }) => components));
}

/** {@link semanticDigest} of a VCALENDAR that is taken apart already. */
export function digestOf(components: readonly Component[]): string {
  const digests = components.filter((component) => !isKnownTimezone(component)).map(componentDigest);
  return hash("sha256", ["BEGIN:VCALENDAR", ...sortByBytes(digests), "END:VCALENDAR", ""].join("\n"));
}

/** D of one component by itself. */
export function componentDigest(component: Component): string {
  const open: { name: string; lines: string[]; digests: string[] }[] = [];
  for (const line of component.lines) {
    const [boundary, name] = boundaryOf(line);
    if (boundary === "BEGIN") {
      open.push({ name, lines: [], digests: [] });
    } else if (boundary === "END") {
      const digest = seal(open.pop()!);
      const parent = open.at(-1);
      if (parent === undefined) return digest;
      parent.digests.push(digest);
    } else {
      const normal = normalLine(line);
      if (normal !== null) open.at(-1)!.lines.push(normal);
    }
  }
  throw new RangeError(`a ${component.name} without its END has no digest`);
}

/** Time zones that the node knows by name; what a calendar says of them counts for nothing. */
export function isKnownTimezone(component: Component): boolean {
  if (component.name !== "VTIMEZONE") return false;
  return isKnownZone(definedTzid(component));
}

function seal({ name, lines, digests }: { name: string; lines: string[]; digests: string[] }): string {
  const parts = [`BEGIN:${name}`, ...sortByBytes(lines), ...sortByBytes(digests), `END:${name}`, ""];
  return hash("sha256", parts.join("\n"));
}

/** A line as it enters the digest, null where it is left out. */
export function normalLine(text: string): string | null {
  const name = nameOf(text);
  if (isBookkeeping(name)) return null;
  if (text.charCodeAt(name.length) === COLON) return name + text.slice(name.length);
  const line = parseContentLine(text);
  if (line === null) return name + text.slice(name.length);
  const params = line.params
    .map(([param, values]) => ({
      param,
      text: values.length === 0 ? param : `${param}=${values.map(quoteParam).join(",")}`,
    }))
    .sort((a, b) => compareBytes(a.param, b.param) || compareBytes(a.text, b.text));
  return `${[name, ...params.map(({ text }) => text)].join(";")}:${line.value}`;
}

const COLON = 0x3a;
