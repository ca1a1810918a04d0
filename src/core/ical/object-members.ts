import type { Version } from "../model/version.ts";
import { findLine, ownLines, type Component } from "./component.ts";
import { parseContentLine, valueOf } from "./contentline.ts";
import { componentDigest, isKnownTimezone } from "./digest.ts";
import { zonesOf, type EventObject } from "./event-component.ts";
import { comparedPart, piecesOf, type Piece } from "./event-fields.ts";
import { readMoment } from "./event-moment.ts";
import { formatLocal } from "./event-time.ts";
import { momentText } from "./field-text.ts";
import { takeApart } from "./stamp.ts";
import { definedTzid } from "./tzid.ts";

/** The master of an object, or what it says of a single happening, by its fields. */
export interface Member {
  /** Which happening: `2026-03-17T19:00[Europe/Berlin]` (RFC 9557); null of the master. */
  readonly id: string | null;
  /** The same for people: `2026-03-17 19:00 Europe/Berlin`. */
  readonly happening: string | null;
  readonly pieces: readonly Piece[];
  /** What enters the digest, by field; "" where nothing does. */
  readonly compared: ReadonlyMap<string, string>;
}

/** A version as people compare and choose from it. */
export interface ReadVersion {
  readonly version: Version;
  /** The calendar's own lines. */
  readonly own: readonly string[];
  /** By {@link Member.id}, the master under "". */
  readonly members: ReadonlyMap<string, Member>;
  /** Definitions of all time zones. */
  readonly timezones: readonly Component[];
  /** What it says of those that nobody else defines, by TZID. */
  readonly ownZones: ReadonlyMap<string, string>;
  readonly zones: EventObject["zones"];
}

/** Takes a version apart into its master, its single happenings and its time zones. */
export function readVersion(version: Version): ReadVersion {
  const { own, components } = takeApart(version);
  const timezones = components.filter(({ name }) => name === "VTIMEZONE");
  const zones = zonesOf(components);
  const members = new Map<string, Member>();
  for (const event of components.filter(({ name }) => name === "VEVENT")) {
    const member = memberOf(event, zones, members);
    members.set(member.id ?? "", member);
  }
  const unknown = timezones.filter((each) => !isKnownTimezone(each));
  const ownZones = new Map(
    [...Map.groupBy(unknown, definedTzid)].map(([tzid, same]) => [
      tzid,
      same.map(componentDigest).sort().join("\n"),
    ]),
  );
  return { version, own, members, timezones, ownZones, zones };
}

function memberOf(
  event: Component,
  zones: EventObject["zones"],
  before: ReadonlyMap<string, Member>,
): Member {
  const pieces = piecesOf(event);
  const compared = new Map(
    [...Map.groupBy(pieces, ({ field }) => field)].map(([field, same]) => [field, comparedPart(same)]),
  );
  const line = findLine(ownLines(event), "RECURRENCE-ID");
  if (line === null) return { id: null, happening: null, pieces, compared };
  const parsed = parseContentLine(line);
  const moment = parsed === null ? null : readMoment(parsed, parsed.value, zones);
  const happening = moment === null ? valueOf(line) : momentText(moment);
  const id = moment === null ? valueOf(line) || "unnamed" : idOf(moment.local, moment.dateOnly, moment.zone);
  return { id: unused(id, before), happening, pieces, compared };
}

function idOf(local: number, dateOnly: boolean, zone: string | null): string {
  const text = formatLocal(local, dateOnly).replace(/(T\d\d:\d\d):00$/, "$1");
  return zone === null ? text : `${text}[${zone}]`;
}

/** Two spellings of one moment stand for one happening each. */
function unused(id: string, before: ReadonlyMap<string, Member>): string {
  let free = id;
  for (let count = 2; before.has(free); count++) free = `${id}#${count}`;
  return free;
}
