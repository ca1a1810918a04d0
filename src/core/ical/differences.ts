import type { Version } from "../model/version.ts";
import { boundaryOf, findValue, ownLines, type Component } from "./component.ts";
import { nameOf, parseContentLine, unescapeText } from "./contentline.ts";
import { componentDigest, isKnownTimezone, normalLine } from "./digest.ts";
import { zonesOf } from "./event-component.ts";
import { readMoment } from "./event-moment.ts";
import { formatLocal } from "./event-time.ts";
import { takeApart } from "./stamp.ts";
import { definedTzid } from "./tzid.ts";

/** One field that two versions of an event say differently. */
export interface Difference {
  /** The RECURRENCE-ID of the single happening that it is about, as it is written; null of the event itself. */
  readonly happening: string | null;
  /** As in EventChange where that has it, else the name of the property or component in lower case. */
  readonly field: string;
  /** As a person reads it; "" where nothing is said. */
  readonly before: string;
  readonly after: string;
}

/**
 * What differs between two versions field by field, of all that the semantic digest covers (protocol, section 4). By
 * `null` everything is new.
 */
export function differences(before: Version | null, after: Version): readonly Difference[] {
  const [old, now] = [before === null ? NO_FIELDS : fieldsOf(before), fieldsOf(after)];
  return [...new Set([...now.keys(), ...old.keys()])].flatMap((key) => {
    const [was, is] = [old.get(key), now.get(key)];
    if (was?.compared === is?.compared) return [];
    const { happening, field } = (is ?? was)!;
    return [{ happening, field, before: was?.shown ?? "", after: is?.shown ?? "" }];
  });
}

interface Field extends Pick<Difference, "happening" | "field"> {
  /** Equal where the field says the same. */
  readonly compared: string;
  readonly shown: string;
}

function fieldsOf(version: Version): ReadonlyMap<string, Field> {
  const { components } = takeApart(version);
  const zones = zonesOf(components);
  const fields = new Map<string, Field>();
  for (const component of components.filter((each) => !isKnownTimezone(each))) {
    const happening = findValue(ownLines(component), "RECURRENCE-ID");
    if (component.name !== "VEVENT") {
      fields.set(`${component.name} ${definedTzid(component)}`, wholly(component, null));
      continue;
    }
    for (const [name, lines] of Map.groupBy(ownLines(component), nameOf)) {
      const normal = lines.map(normalLine).filter((line) => line !== null);
      if (normal.length === 0) continue;
      const shown = lines.map((line) => readable(line, zones)).join(", ");
      const field = FIELDS[name] ?? name.toLowerCase();
      fields.set(`${happening} ${name}`, { happening, field, compared: normal.sort().join("\n"), shown });
    }
    const parts = partsOf(component).map((part) => wholly(part, happening));
    for (const [field, same] of Map.groupBy(parts, (part) => part.field)) {
      const join = (of: "compared" | "shown"): string =>
        same
          .map((part) => part[of])
          .sort()
          .join(", ");
      fields.set(`${happening} ${field}`, {
        happening,
        field,
        compared: join("compared"),
        shown: join("shown"),
      });
    }
  }
  return fields;
}

/** A component that is shown as a whole: an alarm, a time zone of the calendar's own. */
function wholly(component: Component, happening: string | null): Field {
  const field = component.name.toLowerCase();
  return { happening, field, compared: componentDigest(component), shown: ownLines(component).join("; ") };
}

/** The components that are nested in one. */
function partsOf({ lines }: Component): readonly Component[] {
  const parts: { name: string; lines: string[] }[] = [];
  let depth = 0;
  for (const line of lines) {
    const [boundary, name] = boundaryOf(line);
    if (boundary === "BEGIN" && ++depth === 2) parts.push({ name, lines: [] });
    if (depth >= 2) parts.at(-1)!.lines.push(line);
    if (boundary === "END") depth--;
  }
  return parts;
}

function readable(line: string, zones: ReturnType<typeof zonesOf>): string {
  const parsed = parseContentLine(line);
  if (parsed === null) return line;
  if (parsed.name === "CATEGORIES")
    return parsed.value
      .split(/(?<!\\),/)
      .map(unescapeText)
      .join(", ");
  if (!TIMES.has(parsed.name)) return unescapeText(parsed.value);
  const times = parsed.value.split(",").map((value) => {
    const moment = readMoment(parsed, value, zones);
    if (moment === null) return value;
    const local = formatLocal(moment.local, moment.dateOnly).replace("T", " ").replace(/:00$/, "");
    return moment.zone === null ? local : `${local} ${moment.zone}`;
  });
  return times.join(", ");
}

const NO_FIELDS: ReadonlyMap<string, Field> = new Map();
const TIMES: ReadonlySet<string> = new Set(["DTSTART", "DTEND", "RECURRENCE-ID", "EXDATE", "RDATE"]);
const FIELDS: Readonly<Record<string, string>> = {
  SUMMARY: "title",
  DTSTART: "start",
  DTEND: "end",
  CATEGORIES: "tags",
  RRULE: "rule",
  "X-DELETED": "deleted",
};
