import ICAL from "ical.js";
import { parseContentLine, unescapeText } from "./contentline.ts";
import type { EventComponent } from "./event-component.ts";

/** A property as people read it: its values decoded, its parameters by lower-case name. */
interface Reading {
  readonly values: readonly string[];
  readonly params: Readonly<Record<string, unknown>>;
}

/** The decoded values of all properties of a name, in their order; empty ones are left out. */
export function textsOf(event: EventComponent, name: string): readonly string[] {
  const values = (event.get(name) ?? []).flatMap((line) => read(line).values);
  return values.map((value) => value.trim()).filter((value) => value !== "");
}

/** The decoded value of the first property of a name, "" where there is none. */
export function textOf(event: EventComponent, name: string): string {
  const line = event.get(name)?.[0];
  return line === undefined ? "" : read(line).values.join(",").trim();
}

/** A decoded parameter (RFC 6868) of the first property of a name, "" where it has none. */
export function paramTextOf(event: EventComponent, name: string, param: string): string {
  const line = event.get(name)?.[0];
  const value = line === undefined ? undefined : read(line).params[param];
  return typeof value === "string" ? value.trim() : "";
}

/** What ical.js takes for broken (an unclosed quote, say) still has a value that can be shown. */
function read(line: string): Reading {
  try {
    const [, params, , ...values] = ICAL.parse.property(line, ICAL.design.icalendar) as [
      string,
      Record<string, unknown>,
      string,
      ...unknown[],
    ];
    return { values: values.map(String), params };
  } catch {
    const value = parseContentLine(line)?.value ?? "";
    return { values: [unescapeText(value)], params: {} };
  }
}
