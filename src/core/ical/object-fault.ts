import { decideEntry } from "../model/entry.ts";
import { type Attributes, kindsOf } from "./attributes.ts";
import { eventsOf } from "./calendar-text.ts";
import type { Component } from "./component.ts";
import { boundaryOf, findValue, ownLines } from "./component.ts";
import { nameOf } from "./contentline.ts";
import { isKnownTimezone } from "./digest.ts";
import type { Fault } from "./fault.ts";
import { eventFault } from "./fault.ts";
import type { Line } from "./lines.ts";
import { isForeignToCommons } from "./stamp-lines.ts";
import { definedTzid, namedTzids } from "./tzid.ts";

/** Is it one whole VCALENDAR that no line repair would change? */
export function shapeFault(text: string, lines: readonly Line[]): Fault | null {
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
export function membersFault(components: readonly Component[]): Fault | null {
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

/** What another node offers is taken over only with all four attributes (protocol, section 2). */
export function attributesFault(attributes: Attributes): Fault | null {
  const entry = decideEntry(kindsOf(attributes), false);
  return entry.action === "ignore" ? { rule: "attributes", reason: `${entry.reason}.` } : null;
}

/** What is wrong with the first event that has a fault, or stands twice. */
export function eventsFault(events: readonly Component[]): Fault | null {
  const ids = new Set<string>();
  for (const own of events.map(ownLines)) {
    const fault = eventFault(own);
    if (fault !== null) return fault;
    const id = findValue(own, "RECURRENCE-ID") ?? "";
    const reason = id === "" ? "It has two masters." : `RECURRENCE-ID ${id} stands twice.`;
    if (ids.has(id)) return { rule: "duplicate", reason };
    ids.add(id);
  }
  return null;
}

/** A signature that is none, or over what may not enter. */
export function signatureFault(lines: readonly Line[], signature: string | null): Fault | null {
  if (signature === null) return null;
  if (signature === "") return { rule: "bad-signature", reason: "X-DISCAL-SIG must stand once, as base64." };
  const foreign = lines.find(({ text }) => isForeignToCommons(text));
  if (foreign === undefined) return null;
  return { rule: "attendees", reason: `A signed object may not hold ${nameOf(foreign.text)}.` };
}
