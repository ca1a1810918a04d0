import { mapLines, ownLines, type Component } from "./component.ts";
import { nameOf, parseContentLine, quoteParam } from "./contentline.ts";

/** The line that takes the place of a property's, by upper-case name; null takes the property out. */
export type LineEdits = ReadonlyMap<string, string | null>;

/** A component with its own properties edited where they stand; new ones come last. Itself where nothing is edited. */
export function editLines(component: Component, edits: LineEdits): Component {
  const present = new Set(ownLines(component).map(nameOf));
  const changes = [...edits].some(([name, line]) => line !== null || present.has(name));
  if (!changes) return component;
  const written = new Set<string>();
  const added = [...edits].flatMap(([name, line]) => (line === null || present.has(name) ? [] : [line]));
  return mapLines(
    component,
    (line, isOwn) => {
      const name = nameOf(line);
      const edit = isOwn ? edits.get(name) : undefined;
      if (edit === undefined) return line;
      if (written.has(name)) return null;
      written.add(name);
      return edit;
    },
    added,
  );
}

/** A line with another value; its parameters stay as they are written. */
export function withValue(line: string, value: string): string {
  const before = parseContentLine(line)?.value ?? "";
  return line.slice(0, line.length - before.length) + value;
}

/** A line of text with another value; parameters that speak of the old one go. */
export function withText(line: string, value: string): string {
  const parsed = parseContentLine(line);
  if (parsed === null) return line;
  const stale = parsed.params.some(([name]) => OF_THE_VALUE.has(name));
  if (!stale) return withValue(line, value);
  const params = parsed.params
    .filter(([name]) => !OF_THE_VALUE.has(name))
    .map(([name, values]) => `;${name}=${values.map(quoteParam).join(",")}`);
  return `${parsed.name}${params.join("")}:${value}`;
}

/** ALTREP names another form of the text (RFC 5545, section 3.2.1), the others of vCalendar say how it is written. */
const OF_THE_VALUE: ReadonlySet<string> = new Set(["ALTREP", "ENCODING", "CHARSET"]);
