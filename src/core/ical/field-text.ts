import { nameOf, parseContentLine, unescapeText } from "./contentline.ts";
import type { EventComponent, EventObject } from "./event-component.ts";
import type { Piece } from "./event-fields.ts";
import { readMoment, type Moment } from "./event-moment.ts";
import { momentOf, spanOf } from "./event-span.ts";
import { formatLocal } from "./event-time.ts";
import { DAY } from "./event-date.ts";
import { normalLine } from "./digest.ts";

/** Definitions of time zones, as an object carries them. */
type Zones = EventObject["zones"];

/** What an event says in one field, as a person reads it; "" where it says nothing. */
export function fieldText(
  field: string,
  pieces: readonly Piece[],
  event: EventComponent,
  zones: Zones,
): string {
  if (field === "end") return endText(event, zones);
  const lines = pieces.flatMap((piece) => (piece.lines.length === 1 ? piece.lines : piece.lines.join(" ")));
  const told = lines.filter((line) => normalLine(line) !== null);
  if (field === "location") return placeText(told, zones);
  const plain = field === "description" ? told.filter((line) => nameOf(line) === "DESCRIPTION") : told;
  return (plain.length === 0 ? told : plain).map((line) => lineText(line, zones)).join(", ");
}

/** The value of one property. */
function lineText(line: string, zones: Zones): string {
  const parsed = parseContentLine(line);
  if (parsed === null || parsed.name === "BEGIN") return line.replace(/^BEGIN:\S+ (.*) END:\S+$/, "$1");
  const { name, value } = parsed;
  if (name === "X-DELETED") return "yes";
  if (LISTS.has(name))
    return value
      .split(/(?<!\\),/)
      .map(unescapeText)
      .join(", ");
  if (!TIMES.has(name)) return unescapeText(value);
  const times = value.split(",").map((each) => {
    const moment = readMoment(parsed, each, zones);
    return moment === null ? each : momentText(moment);
  });
  return times.join(", ");
}

/** `2026-03-16 19:00 Europe/Berlin`, `2026-03-16`. */
export function momentText({ local, dateOnly, zone }: Moment): string {
  const text = formatLocal(local, dateOnly)
    .replace("T", " ")
    .replace(/(:\d\d):00$/, "$1");
  return zone === null ? text : `${text} ${zone}`;
}

/** People name the last day, iCalendar the day after it. */
function endText(event: EventComponent, zones: Zones): string {
  const object = { events: [], zones };
  const end = momentOf(event, "DTEND", object);
  if (end !== null)
    return end.dateOnly ? `through ${momentText({ ...end, local: end.local - DAY })}` : momentText(end);
  const [written] = event.get("DTEND") ?? event.get("DURATION") ?? [];
  if (written === undefined) return "";
  const lasts = `lasts ${parseContentLine(written)?.value ?? written}`;
  const span = event.has("DTEND") ? null : spanOf(event, object, "UTC");
  return span === null || span.end.dateOnly ? lasts : `${momentText(span.end)} (${lasts})`;
}

/** The position stands behind the name of the place. */
function placeText(lines: readonly string[], zones: Zones): string {
  const texts = lines.map((line) => ({ isPosition: nameOf(line) === "GEO", text: lineText(line, zones) }));
  const names = texts.filter(({ isPosition }) => !isPosition).map(({ text }) => text);
  const positions = texts.filter(({ isPosition }) => isPosition).map(({ text }) => `(${text})`);
  return [...names, ...positions].join(" ");
}

const LISTS: ReadonlySet<string> = new Set(["CATEGORIES", "RESOURCES"]);
const TIMES: ReadonlySet<string> = new Set(["DTSTART", "DTEND", "RECURRENCE-ID", "EXDATE", "RDATE"]);
