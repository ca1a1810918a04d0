import type { Author, Version } from "../model/version.ts";
import { calendarLines, eventsOf, masterOf, versionOf } from "./calendar-text.ts";
import type { Component } from "./component.ts";
import { findValue, mapLines, ownLines } from "./component.ts";
import { readCalendars } from "./components.ts";
import { nameOf } from "./contentline.ts";
import { isKnownTimezone } from "./digest.ts";
import { parseTime } from "./event-time.ts";
import { readLines } from "./lines.ts";
import { utcText } from "./moment.ts";
import { isStamp, stampLines } from "./stamp-lines.ts";
import { definedTzid, namedTzids } from "./tzid.ts";

/** What a new version says otherwise than the one that it is made from. */
export interface Restamp {
  readonly revision?: number;
  readonly reviseUrl?: string;
  readonly by?: Author;
  readonly source?: string | null;
  readonly hop?: number;
  /** DTSTAMP, ms since 1970. */
  readonly dtstamp?: number;
}

/** A version's text taken apart: the calendar's own lines, and its components. */
export interface Parts {
  readonly own: readonly string[];
  readonly components: readonly Component[];
}

export function takeApart({ text }: Pick<Version, "text">): Parts {
  const [calendar] = readCalendars(readLines(text)).calendars;
  return { own: calendar?.properties ?? [], components: calendar?.components ?? [] };
}

/** A new version with the same content but for what is given; it has no signature, as its bytes are others. */
export function restamp(version: Version, changes: Restamp): Version {
  return putTogether(takeApart(version), version, changes);
}

/** The version that these parts make in the place of `version`, stamped as it is but for what is given. */
export function putTogether({ own, components }: Parts, version: Version, changes: Restamp): Version {
  const { revision, reviseUrl, by, source, hop } = { ...version, ...changes };
  const { dtstamp } = changes;
  const isReplaced = (line: string): boolean =>
    isStamp(line) || (dtstamp !== undefined && nameOf(line) === "DTSTAMP");
  const added = [
    ...(dtstamp === undefined ? [] : [`DTSTAMP:${utcText(dtstamp)}`]),
    ...stampLines({ revision, reviseUrl, by, source }),
  ];
  const stamped = components.map((component) =>
    component.name === "VEVENT"
      ? mapLines(component, (line, isOwn) => (isOwn && isReplaced(line) ? null : line), added)
      : component,
  );
  const lines = [
    "BEGIN:VCALENDAR",
    ...own,
    ...stamped.flatMap((component) => component.lines),
    "END:VCALENDAR",
  ];
  return versionOf(lines, stamped, { uid: version.uid, hop, revision, reviseUrl });
}

/** When the author of a version says that it was written (DTSTAMP), ms since 1970; null where that cannot be read. */
export function writtenAt(version: Pick<Version, "text">): number | null {
  const events = eventsOf(takeApart(version).components);
  const event = masterOf(events) ?? events[0];
  const stamp = parseTime((event && findValue(ownLines(event), "DTSTAMP")) ?? "");
  return stamp === null ? null : stamp.local * 1000;
}

/** A deletion: UID, times and DisCal's properties only (protocol, section 4). */
export function tombstone(
  version: Version,
  change: { readonly revision: number; readonly dtstamp: number } & Pick<
    Restamp,
    "by" | "source" | "reviseUrl"
  >,
): Version {
  const { revision, by = "person", source = null, reviseUrl = version.reviseUrl } = change;
  const { components } = takeApart(version);
  const events = eventsOf(components);
  const master = masterOf(events);
  const stubs = (master === null ? events : [master]).map((event) => ({
    name: "VEVENT",
    lines: [
      "BEGIN:VEVENT",
      ...ownLines(event).filter((line) => KEPT.has(nameOf(line))),
      `DTSTAMP:${utcText(change.dtstamp)}`,
      "STATUS:CANCELLED",
      "X-DELETED:TRUE",
      ...stampLines({ revision, reviseUrl, by, source }),
      "END:VEVENT",
    ],
  }));
  const named = namedTzids(stubs);
  const zones = components.filter(
    (one) => one.name === "VTIMEZONE" && named.has(definedTzid(one)) && !isKnownTimezone(one),
  );
  const parts = [...zones, ...stubs];
  return versionOf(calendarLines(parts), parts, { uid: version.uid, hop: version.hop, revision, reviseUrl });
}

const KEPT: ReadonlySet<string> = new Set(["UID", "DTSTART", "DTEND", "DURATION", "RECURRENCE-ID"]);
