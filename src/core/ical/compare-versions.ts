import type { Version } from "../model/version.ts";
import { compareBytes } from "./byte-order.ts";
import { hasName, valueOf } from "./contentline.ts";
import { eventOf } from "./event-component.ts";
import { byFieldOrder, eventFrom, WHOLE } from "./event-fields.ts";
import { fieldText } from "./field-text.ts";
import { readVersion, type Member, type ReadVersion } from "./object-members.ts";
import { definedTzid } from "./tzid.ts";

/** One field, and what each version says of it. */
export interface ComparedField {
  /** By which a merge names it: `title`, `title@2026-03-17T19:00[Europe/Berlin]` of a single happening. */
  readonly key: string;
  /**
   * As in EventChange where that has it, else the name of the property or component in lower case; `happening` where
   * some versions say something of a single happening, and others do not.
   */
  readonly field: string;
  /** Which happening of a series it is about, `2026-03-16 19:00 Europe/Berlin`; null of the event itself. */
  readonly happening: string | null;
  readonly agree: boolean;
  /** In the order of the versions; null where one has no say: it has no such happening, or is not kept in full. */
  readonly says: readonly (Saying | null)[];
}

/** What one version says of a field. */
export interface Saying {
  /** As a person reads it; "" where nothing is said. */
  readonly text: string;
  /** The first version, from 0, that says the same. */
  readonly like: number;
}

/**
 * Any number of versions of one event side by side, field by field, of all that the semantic digest covers (protocol,
 * section 4): the event itself first, then single happenings of a series by date, then time zones of its own.
 */
export function compareVersions(versions: readonly Version[]): readonly ComparedField[] {
  const read = versions.map((version) => (version.text === "" ? null : readVersion(version)));
  return [...memberIds(read).flatMap((id) => memberRows(id, read)), ...zoneRows(read)];
}

/** What a merge calls a field. */
export function fieldKey(field: string, id: string | null): string {
  return id === null || id === "" ? field : `${field}@${id}`;
}

type Read = readonly (ReadVersion | null)[];

function memberIds(read: Read): readonly string[] {
  const ids = new Set(read.flatMap((each) => [...(each?.members.keys() ?? [])]));
  return [...ids].sort(compareBytes);
}

function memberRows(id: string, read: Read): readonly ComparedField[] {
  const members = read.map((each) => each?.members.get(id) ?? null);
  const happening = members.find((each) => each !== null)?.happening ?? null;
  const fields = new Set(members.flatMap((each) => [...(each?.compared.keys() ?? [])]));
  const row = (field: string, said: readonly (Said | null)[]): ComparedField[] => {
    if (said.every((each) => each === null || each.compared === "")) return [];
    return [{ key: fieldKey(field, id), field, happening, ...sayings(said) }];
  };
  const isMissing = members.some((member, index) => member === null && read[index] !== null);
  const whole = members.map((member, index) => {
    const version = read[index] ?? null;
    return version === null
      ? null
      : { compared: member === null ? "" : "said", shown: headingOf(member, version) };
  });
  return [
    ...(isMissing ? row(id === "" ? WHOLE.event : WHOLE.happening, whole) : []),
    ...[...fields].sort(byFieldOrder).flatMap((field) =>
      row(
        field,
        members.map((member, index) => (member === null ? null : saidBy(member, field, read[index]!))),
      ),
    ),
  ];
}

function zoneRows(read: Read): readonly ComparedField[] {
  const tzids = new Set(read.flatMap((each) => [...(each?.ownZones.keys() ?? [])]));
  return [...tzids].sort(compareBytes).map((tzid) => {
    const said = read.map((each) => each && zoneSaid(each, tzid));
    return { key: fieldKey(WHOLE.timezone, tzid), field: WHOLE.timezone, happening: null, ...sayings(said) };
  });
}

/** What is compared, and how it is told. */
interface Said {
  readonly compared: string;
  readonly shown: string;
  /** As it is written, where what is told does not show the difference. */
  readonly written?: string;
}

function sayings(said: readonly (Said | null)[]): Pick<ComparedField, "agree" | "says"> {
  const first = new Map<string, number>();
  const likes = said.map((each, index) => {
    if (each === null) return null;
    if (!first.has(each.compared)) first.set(each.compared, index);
    return first.get(each.compared)!;
  });
  const agree = first.size <= 1;
  const texts = new Set([...first.values()].map((index) => said[index]!.shown));
  const tellsApart = texts.size === first.size;
  const says = said.map((each, index) => {
    const like = likes[index] ?? null;
    if (each === null || like === null) return null;
    return { text: tellsApart ? each.shown : (each.written ?? each.shown), like };
  });
  return { agree, says };
}

function saidBy(member: Member, field: string, { zones }: ReadVersion): Said {
  const pieces = member.pieces.filter((piece) => piece.field === field);
  return {
    compared: member.compared.get(field) ?? "",
    shown: pieces.length === 0 ? "" : fieldText(field, pieces, eventOf(eventFrom(member.pieces)), zones),
    written: pieces.flatMap(({ lines }) => lines).join(" "),
  };
}

function headingOf(member: Member | null, version: ReadVersion): string {
  if (member === null) return "";
  const shown = ["start", "title", "status"].map((field) => saidBy(member, field, version).shown);
  return shown.filter((text) => text !== "").join(", ");
}

function zoneSaid({ timezones, ownZones }: ReadVersion, tzid: string): Said {
  const lines = timezones.filter((each) => definedTzid(each) === tzid).flatMap((each) => each.lines);
  const offsets = new Set(lines.filter((line) => hasName(line, "TZOFFSETTO")).map(valueOf));
  const shown = lines.length === 0 ? "" : `${tzid} is ${[...offsets].join(", ")}`;
  return { compared: ownZones.get(tzid) ?? "", shown, written: lines.join(" ") };
}
