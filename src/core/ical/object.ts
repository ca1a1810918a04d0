import { DomainError } from "../model/domain-error.ts";
import type { Refusal } from "../model/refusal.ts";
import type { Version } from "../model/version.ts";
import type { Attributes, PlainHttp } from "./attributes.ts";
import { combineAttributes, readAttributes, validOf } from "./attributes.ts";
import { eventsOf, versionOf } from "./calendar-text.ts";
import { boundaryOf, type Component, ownLines } from "./component.ts";
import { readCalendars } from "./components.ts";
import { nameOf, valueOf } from "./contentline.ts";
import type { Fault } from "./fault.ts";
import { countFault, lineFault, sizeFault } from "./fault.ts";
import { MAX_CALENDARS, MAX_OBJECT_OCTETS } from "./limits.ts";
import type { Line } from "./lines.ts";
import { readLines } from "./lines.ts";
import { attributesFault, eventsFault, membersFault, shapeFault, signatureFault } from "./object-fault.ts";
import { isForeignToCommons } from "./stamp-lines.ts";
import { foldLine } from "./write.ts";

/**
 * The concatenated VCALENDARs of a body, each as it came (protocol, section 7: 1 to 50). Throws a DomainError
 * `invalid` where the body does not begin with one, `too-large` on more than `most`.
 */
export function splitCalendars(body: string, most = MAX_CALENDARS): readonly string[] {
  const starts = [...body.matchAll(CALENDAR_START)].map(({ index }) => index);
  if (starts[0] === undefined || body.slice(0, starts[0]).trim() !== "") {
    throw new DomainError(
      "invalid",
      "The body must begin with BEGIN:VCALENDAR and hold nothing but calendars.",
    );
  }
  if (starts.length > most) {
    const message = `The body holds ${starts.length} calendars; at most ${most} are taken at once.`;
    throw new DomainError("too-large", message);
  }
  return starts.map((start, index) => body.slice(start, starts[index + 1] ?? body.length));
}

/** How the four attributes of a calendar object read, whatever else is right or wrong with it. */
export function objectAttributes(text: string, plainHttp?: PlainHttp): Attributes {
  const { calendars } = readCalendars(readLines(text));
  return attributesOf(
    calendars.flatMap((calendar) => calendar.components),
    plainHttp,
  );
}

/**
 * Reads one VCALENDAR of one UID as nodes send it (protocol, sections 1 and 2). Nothing is repaired here, so that
 * every node keeps the same bytes; only attendees and annotations are taken out of an object that is not signed.
 */
export function readObject(text: string, plainHttp?: PlainHttp): { readonly version: Version } | Refusal {
  if (text.length > 2 * MAX_OBJECT_OCTETS) return refuse(null, sizeFault(text)!);
  const lines = readLines(text);
  const { calendars, refused } = readCalendars(lines);
  const components = calendars.flatMap((calendar) => calendar.components);
  const read = attributesOf(components, plainHttp);
  const signature = signatureOf(lines);
  const fault =
    lines.map(lineFault).find((each) => each !== null) ??
    shapeFault(text, lines) ??
    refused[0] ??
    countFault(components) ??
    membersFault(components) ??
    attributesFault(read) ??
    eventsFault(eventsOf(components)) ??
    signatureFault(lines, signature);
  if (fault !== null) return refuse(read.uid.value, fault);
  const version = versionOf(
    inCommons(lines.map((line) => line.text)),
    components.map((component) => ({ name: component.name, lines: inCommons(component.lines) })),
    validOf(read),
    signature,
  );
  const tooLarge = sizeFault(version.text);
  return tooLarge === null ? { version } : refuse(version.uid, tooLarge);
}

/** An object as nodes send it: its canonical text with `X-HOP` and `X-DISCAL-SIG` put in, folded. */
export function wireText({ text, hop, signature }: Version): string {
  let wire = "";
  for (const line of text.split("\r\n")) {
    if (line === "") continue;
    const [boundary, name] = boundaryOf(line);
    if (boundary === "END" && name === "VEVENT") wire += foldLine(`X-HOP:${hop}`);
    if (boundary === "END" && name === "VCALENDAR" && signature !== null)
      wire += foldLine(`X-DISCAL-SIG:${signature}`);
    wire += foldLine(line);
  }
  return wire;
}

function attributesOf(components: readonly Component[], plainHttp?: PlainHttp): Attributes {
  return combineAttributes(eventsOf(components).map((event) => readAttributes(ownLines(event), plainHttp)));
}

function inCommons(lines: readonly string[]): readonly string[] {
  return lines.filter((line) => !isForeignToCommons(line));
}

function refuse(uid: string | null, { rule, reason }: Fault): Refusal {
  return { component: "VCALENDAR", uid, line: 1, rule, reason };
}

/** The object signature, null where there is none, "" where there are several or it is no base64. */
function signatureOf(lines: readonly Line[]): string | null {
  const values = lines.filter(({ text }) => nameOf(text) === "X-DISCAL-SIG").map(({ text }) => valueOf(text));
  if (values.length === 0) return null;
  return values.length === 1 && /^[A-Za-z0-9+/]{1,1368}={0,2}$/.test(values[0]!) ? values[0]! : "";
}

/**
 * Lines end at CR and LF alone: with the flag m they would end at U+2028 in running text, too. The byte order mark may
 * stand there as its three bytes.
 */
const CALENDAR_START = /(?<=^|[\r\n])(?:\ufeff|\u00ef\u00bb\u00bf)?BEGIN:VCALENDAR[ \t]*(?=[\r\n]|$)/gi;
