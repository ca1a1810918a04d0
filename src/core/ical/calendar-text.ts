import { DomainError } from "../model/domain-error.ts";
import { MAX_NUMBER } from "../model/version.ts";
import type { Version } from "../model/version.ts";
import type { ValidAttributes } from "./attributes.ts";
import { canonicalText, exactDigest } from "./canonical.ts";
import { findValue, ownLines } from "./component.ts";
import type { Component } from "./component.ts";
import { digestOf } from "./digest.ts";

/** Who writes calendars here (RFC 5545, section 3.7.3). One for all nodes, so that they write the same bytes. */
const PRODID = "-//DisCal//discal/1//EN";

/** First lines of every VCALENDAR that is made here. */
export const CALENDAR_HEAD = ["BEGIN:VCALENDAR", "VERSION:2.0", `PRODID:${PRODID}`] as const;

/** Lines of a VCALENDAR around components. */
export function calendarLines(components: readonly Component[]): readonly string[] {
  return [...CALENDAR_HEAD, ...components.flatMap(({ lines }) => lines), "END:VCALENDAR"];
}

/** The events of an object: its master and its overrides. */
export function eventsOf(components: readonly Component[]): readonly Component[] {
  return components.filter(({ name }) => name === "VEVENT");
}

/** The component without RECURRENCE-ID; null where an object has overrides only. */
export function masterOf(events: readonly Component[]): Component | null {
  return events.find((event) => findValue(ownLines(event), "RECURRENCE-ID") === null) ?? null;
}

/**
 * A version from the lines of its whole VCALENDAR and the same taken apart. Its attributes have been found valid, or
 * were put there. The class is "open": whether a signature is valid is for others to say.
 */
export function versionOf(
  lines: readonly string[],
  components: readonly Component[],
  attributes: ValidAttributes,
  signature: string | null = null,
): Version {
  if (attributes.revision > MAX_NUMBER) {
    throw new DomainError(
      "conflict",
      "No later version of this event can be made: enter it anew, under a new UID.",
    );
  }
  const text = canonicalText(lines);
  const events = eventsOf(components);
  const master = masterOf(events);
  const leading = (master === null ? events : [master]).map(ownLines);
  const first = leading[0] ?? [];
  const isFeed = findValue(first, "X-DISCAL-BY") === "feed";
  const source = findValue(first, "X-DISCAL-SOURCE");
  return {
    uid: attributes.uid,
    class: "open",
    revision: attributes.revision,
    hop: attributes.hop,
    reviseUrl: attributes.reviseUrl,
    by: isFeed ? "feed" : "person",
    source: isFeed && source !== null && /^[0-9a-f]{16}$/.test(source) ? source : null,
    deleted: leading.every((own) => findValue(own, "X-DELETED")?.trim().toUpperCase() === "TRUE"),
    cancelled: leading.every((own) => findValue(own, "STATUS")?.trim().toUpperCase() === "CANCELLED"),
    digest: digestOf(components),
    c1: exactDigest(text),
    sequence: leading.map(sequenceOf).reduce((a, b) => Math.max(a, b), 0),
    lastModified: leading.map(lastModifiedOf).reduce((a, b) => (a > b ? a : b), ""),
    text,
    signature,
    signedAt: null,
  };
}

/** SEQUENCE of a component, 0 where it has none (RFC 5545, section 3.8.7.4). */
export function sequenceOf(own: readonly string[]): number {
  const value = findValue(own, "SEQUENCE") ?? "";
  return /^\d{1,10}$/.test(value) ? Math.min(Number(value), MAX_NUMBER) : 0;
}

/** LAST-MODIFIED of a component as it is written, "" where it has none that could be compared. */
export function lastModifiedOf(own: readonly string[]): string {
  const value = findValue(own, "LAST-MODIFIED") ?? "";
  return /^\d{8}T\d{6}Z?$/.test(value) ? value : "";
}
