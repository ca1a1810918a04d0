import { DomainError } from "../model/domain-error.ts";
import type { Refusal } from "../model/refusal.ts";
import type { Version } from "../model/version.ts";
import type { Attributes, PlainHttp } from "./attributes.ts";
import { combineAttributes, readAttributes } from "./attributes.ts";
import { eventsOf, versionOf } from "./calendar-text.ts";
import type { PlacedComponent } from "./components.ts";
import { boundaryOf, findValue, ownLines, readCalendars } from "./components.ts";
import { nameOf, valueOf } from "./contentline.ts";
import { isKnownTimezone } from "./digest.ts";
import type { Fault } from "./fault.ts";
import { eventFault, sizeFault } from "./fault.ts";
import { MAX_CALENDARS, MAX_OBJECT_OCTETS } from "./limits.ts";
import type { Line } from "./lines.ts";
import { readLines } from "./lines.ts";
import { isForeignToCommons } from "./stamp-lines.ts";
import { definedTzid, namedTzids } from "./tzid.ts";
import { foldLine } from "./write.ts";

/**
 * The concatenated VCALENDARs of a body, each as it came (protocol, section 7: 1 to 50). Throws a DomainError
 * `invalid` where the body does not begin with one, `too-many` on more.
 */
export function splitCalendars(body: string): readonly string[] {
  const starts = [...body.matchAll(/^\ufeff?BEGIN:VCALENDAR[ \t]*\r?$/gim)].map(({ index }) => index);
  if (starts[0] === undefined || body.slice(0, starts[0]).trim() !== "") {
    throw new DomainError(
      "invalid",
      "The body must begin with BEGIN:VCALENDAR and hold nothing but calendars.",
    );
  }
  if (starts.length > MAX_CALENDARS) {
    const message = `The body holds ${starts.length} calendars; at most ${MAX_CALENDARS} are taken at once.`;
    throw new DomainError("too-many", message);
  }
  return starts.map((start, index) => body.slice(start, starts[index + 1] ?? body.length));
}

/**
 * Reads one VCALENDAR of one UID as nodes send it (protocol, sections 1 and 2). Nothing is repaired here, so that
 * every node keeps the same bytes; only attendees and annotations are taken out of an object that is not signed.
 */
export function readObject(text: string, plainHttp?: PlainHttp): { readonly version: Version } | Refusal {
  if (text.length > 2 * MAX_OBJECT_OCTETS) {
    const reason = `It has more than ${MAX_OBJECT_OCTETS} octets.`;
    return { component: "VCALENDAR", uid: null, line: 1, rule: "too-large", reason };
  }
  const lines = readLines(text);
  const { calendars, refused } = readCalendars(lines);
  const components = calendars.flatMap((calendar) => calendar.components);
  const events = eventsOf(components);
  const owns = events.map(ownLines);
  const attributes = combineAttributes(owns.map((own) => readAttributes(own, plainHttp)));
  const signature = signatureOf(lines);
  const fault =
    shapeFault(text, lines) ??
    refused[0] ??
    membersFault(components) ??
    attributesFault(attributes) ??
    doublesFault(owns) ??
    firstFault(owns) ??
    signatureFault(lines, signature);
  const refuse = ({ rule, reason }: Fault): Refusal => {
    return { component: "VCALENDAR", uid: attributes.uid.value, line: 1, rule, reason };
  };
  if (fault !== null) return refuse(fault);
  const kept = lines.map((line) => line.text).filter((line) => !isForeignToCommons(line));
  const { uid, hop, revision, reviseUrl } = attributes;
  const parts = components.map(({ name, lines }) => ({
    name,
    lines: lines.filter((line) => !isForeignToCommons(line)),
  }));
  const values = { uid: uid.value!, hop: hop.value!, revision: revision.value!, reviseUrl: reviseUrl.value! };
  const version = versionOf(kept, parts, values, signature);
  const size = sizeFault(parts, version.text);
  return size === null ? { version } : refuse(size);
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

function shapeFault(text: string, lines: readonly Line[]): Fault | null {
  if (/\r(?!\n)/.test(text))
    return { rule: "lone-cr", reason: "A carriage return stands without its line feed." };
  const repaired = lines.find((line) => line.repaired);
  if (repaired !== undefined) {
    const reason = `Line ${repaired.number} holds controls, or is followed by one that is no content line.`;
    return { rule: "not-canonical", reason };
  }
  const boundaries = lines.filter((line) => boundaryOf(line.text)[1] === "VCALENDAR");
  const whole = boundaries.length === 2 && boundaries[0] === lines[0] && boundaries[1] === lines.at(-1);
  if (whole && boundaryOf(lines[0]!.text)[0] === "BEGIN" && boundaryOf(lines.at(-1)!.text)[0] === "END")
    return null;
  return { rule: "not-a-calendar", reason: "It must be one VCALENDAR from BEGIN to END." };
}

/** Only the events of one UID and the zones that they name, so that a feed can carry it and give it back. */
function membersFault(components: readonly PlacedComponent[]): Fault | null {
  const events = eventsOf(components);
  if (events.length === 0) return { rule: "not-an-event", reason: "It holds no VEVENT." };
  const other = components.find(({ name }) => name !== "VEVENT" && name !== "VTIMEZONE");
  if (other !== undefined)
    return { rule: "not-an-event", reason: `${other.name} stands beside the VEVENTs.` };
  const named = namedTzids(events);
  const defined = new Set<string>();
  for (const timezone of components.filter(({ name }) => name === "VTIMEZONE")) {
    const tzid = definedTzid(timezone);
    if (isKnownTimezone(timezone)) continue;
    if (!named.has(tzid)) return { rule: "stray-timezone", reason: `No event names the VTIMEZONE ${tzid}.` };
    if (defined.has(tzid)) return { rule: "stray-timezone", reason: `The VTIMEZONE ${tzid} stands twice.` };
    defined.add(tzid);
  }
  return null;
}

function attributesFault(attributes: Attributes): Fault | null {
  const names = { uid: "UID", hop: "X-HOP", revision: "X-REVISION", reviseUrl: "X-REVISE-URL" };
  const faults = Object.entries(attributes)
    .filter(([, { kind }]) => kind !== "valid")
    .map(
      ([key, { kind }]) =>
        `${names[key as keyof Attributes]} is ${kind === "empty" ? "missing" : "not valid"}`,
    );
  if (faults.length === 0) return null;
  return { rule: "attributes", reason: `${faults.join(", ")}, or differs between its events.` };
}

function doublesFault(events: readonly (readonly string[])[]): Fault | null {
  const ids = events.map((own) => findValue(own, "RECURRENCE-ID") ?? "");
  const double = ids.find((id, index) => ids.indexOf(id) !== index);
  if (double === undefined) return null;
  return {
    rule: "duplicate",
    reason: double === "" ? "It has two masters." : `RECURRENCE-ID ${double} stands twice.`,
  };
}

function firstFault(events: readonly (readonly string[])[]): Fault | null {
  return events.map(eventFault).find((fault) => fault !== null) ?? null;
}

/** The object signature, null where there is none, "" where there are several or it is no base64. */
function signatureOf(lines: readonly Line[]): string | null {
  const values = lines.filter(({ text }) => nameOf(text) === "X-DISCAL-SIG").map(({ text }) => valueOf(text));
  if (values.length === 0) return null;
  return values.length === 1 && /^[A-Za-z0-9+/]{1,1368}={0,2}$/.test(values[0]!) ? values[0]! : "";
}

function signatureFault(lines: readonly Line[], signature: string | null): Fault | null {
  if (signature === null) return null;
  if (signature === "") return { rule: "bad-signature", reason: "X-DISCAL-SIG must stand once, as base64." };
  const foreign = lines.find(({ text }) => isForeignToCommons(text));
  if (foreign === undefined) return null;
  return { rule: "attendees", reason: `A signed object may not hold ${nameOf(foreign.text)}.` };
}
