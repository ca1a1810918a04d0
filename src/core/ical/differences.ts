import type { Version } from "../model/version.ts";
import { boundaryOf, findLine, ownLines, type Component } from "./component.ts";
import { nameOf, parseContentLine, unescapeText } from "./contentline.ts";
import { componentDigest, isKnownTimezone, normalLine } from "./digest.ts";
import { zonesOf, type EventObject } from "./event-component.ts";
import { readMoment } from "./event-moment.ts";
import { formatLocal } from "./event-time.ts";
import { takeApart } from "./stamp.ts";
import { definedTzid } from "./tzid.ts";

/** One field that two versions of an event say differently. */
export interface Difference {
  /** Which happening of a series it is about, `2026-03-16 19:00 Europe/Berlin`; null of the event itself. */
  readonly happening: string | null;
  /**
   * As in EventChange where that has it, else the name of the property or component in lower case; `happening` where a
   * single happening has got, or lost, words of its own.
   */
  readonly field: string;
  /** As a person reads it; "" where nothing is said. */
  readonly before: string;
  readonly after: string;
}

/**
 * What differs between two versions field by field, of all that the semantic digest covers (protocol, section 4); where
 * `before` is null, everything.
 */
export function differences(before: Version | null, after: Version): readonly Difference[] {
  const [old, now] = [before === null ? NOTHING : membersOf(before), membersOf(after)];
  return [...new Set([...now.keys(), ...old.keys()])].flatMap((key) => {
    const [was, is] = [old.get(key), now.get(key)];
    const happening = (is ?? was)!.happening;
    if (happening !== null && (was === undefined || is === undefined))
      return [{ happening, field: "happening", before: headingOf(was), after: headingOf(is) }];
    const fields = new Set([...(is?.fields.keys() ?? []), ...(was?.fields.keys() ?? [])]);
    return [...fields].flatMap((field) => {
      const [a, b] = [was?.fields.get(field), is?.fields.get(field)];
      if (a?.compared === b?.compared) return [];
      return [{ happening, field, before: a?.shown ?? "", after: b?.shown ?? "" }];
    });
  });
}

/** The master, one override, or a time zone of the calendar's own. */
interface Member {
  readonly happening: string | null;
  readonly fields: ReadonlyMap<string, Field>;
}

interface Field {
  /** Equal where the field says the same. */
  readonly compared: string;
  readonly shown: string;
}

function membersOf(version: Version): ReadonlyMap<string, Member> {
  const { components } = takeApart(version);
  const zones = zonesOf(components);
  const members = components
    .filter((component) => !isKnownTimezone(component))
    .map((component): [string, Member] => {
      if (component.name !== "VEVENT")
        return [
          `${component.name} ${definedTzid(component)}`,
          { happening: null, fields: wholly([component]) },
        ];
      const instance = findLine(ownLines(component), "RECURRENCE-ID");
      const happening = instance === null ? null : readable(instance, zones);
      return [`VEVENT ${happening}`, { happening, fields: fieldsOf(component, zones) }];
    });
  return new Map(members);
}

function headingOf(member: Member | undefined): string {
  const shown = ["start", "title", "status"].map((field) => member?.fields.get(field)?.shown ?? "");
  return shown.filter((text) => text !== "").join(", ");
}

function fieldsOf(event: Component, zones: EventObject["zones"]): ReadonlyMap<string, Field> {
  const fields = new Map<string, Field>();
  for (const [name, lines] of Map.groupBy(ownLines(event), nameOf)) {
    const normal = lines.map(normalLine).filter((line) => line !== null);
    if (normal.length === 0) continue;
    const shown = lines.map((line) => readable(line, zones)).join(", ");
    fields.set(FIELDS[name] ?? name.toLowerCase(), { compared: normal.sort().join("\n"), shown });
  }
  return new Map([...fields, ...wholly(partsOf(event))]);
}

/** Components that are shown as they are written: alarms, time zones. */
function wholly(components: readonly Component[]): ReadonlyMap<string, Field> {
  const fields = new Map<string, Field>();
  for (const [name, same] of Map.groupBy(components, (component) => component.name)) {
    const compared = same.map(componentDigest).sort().join("\n");
    const shown = same.map((component) => ownLines(component).join(" ")).join(", ");
    fields.set(name.toLowerCase(), { compared, shown });
  }
  return fields;
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

function readable(line: string, zones: EventObject["zones"]): string {
  const parsed = parseContentLine(line);
  if (parsed === null) return line;
  const { name, value } = parsed;
  if (name === "CATEGORIES")
    return value
      .split(/(?<!\\),/)
      .map(unescapeText)
      .join(", ");
  if (!TIMES.has(name)) return unescapeText(value);
  const times = value.split(",").map((each) => {
    const moment = readMoment(parsed, each, zones);
    if (moment === null) return each;
    const local = formatLocal(moment.local, moment.dateOnly)
      .replace("T", " ")
      .replace(/(:\d\d):00$/, "$1");
    return moment.zone === null ? local : `${local} ${moment.zone}`;
  });
  return times.join(", ");
}

const NOTHING: ReadonlyMap<string, Member> = new Map();
const TIMES: ReadonlySet<string> = new Set(["DTSTART", "DTEND", "RECURRENCE-ID", "EXDATE", "RDATE"]);
const FIELDS: Readonly<Record<string, string>> = {
  SUMMARY: "title",
  DTSTART: "start",
  DTEND: "end",
  CATEGORIES: "tags",
  RRULE: "rule",
  "X-DELETED": "deleted",
};
