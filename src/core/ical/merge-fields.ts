import { DomainError } from "../model/domain-error.ts";
import type { Version } from "../model/version.ts";
import { eventsOf } from "./calendar-text.ts";
import { fieldKey } from "./compare-versions.ts";
import { findLine, ownLines, type Component } from "./component.ts";
import { eventFrom, WHOLE } from "./event-fields.ts";
import { countFault, withinSize } from "./fault.ts";
import { editLines } from "./line-edits.ts";
import { linkedFault } from "./linked-fields.ts";
import { eventsFault, membersFault } from "./object-fault.ts";
import { readVersion, type Member, type ReadVersion } from "./object-members.ts";
import { utcText } from "./moment.ts";
import type { Made } from "./revise.ts";
import { putTogether } from "./stamp.ts";
import { mergedZones } from "./merge-zones.ts";
import { takeField, type ChosenMember } from "./take-field.ts";

/**
 * A person's next version of an event: `base`, with these fields as other versions say them, by the keys of
 * `compareVersions`. A field is taken whole, with the time zones that it needs, or its absence; all else stays as it is,
 * byte for byte. Throws a DomainError `invalid` that names the field where no version has it, or where what belongs
 * together (start and end, the dates of a series, a time zone) no longer fits.
 */
export function mergeFields(base: Version, fields: ReadonlyMap<string, Version>, made: Made): Version {
  const ground = readWhole(base);
  const taken = new Map([...fields].map(([key, version]) => [key, readWhole(version)]));
  const involved = [ground, ...new Set(taken.values())];
  const places = placesIn(involved);
  const chosen = new Map<string, ChosenMember>(
    [...ground.members].map(([id, member]) => [id, chosenFrom(member, ground)]),
  );
  // Single happenings first: of one that is taken whole a field may be another's.
  for (const isWhole of [true, false])
    for (const [key, source] of taken) {
      const place = places.get(key);
      if (place === undefined) throw unknownField(key, [...places.keys()]);
      if (place.zone || (place.field === null) !== isWhole) continue;
      if (place.field === null) takeMember(chosen, place.id, source);
      else takeField(chosen, { key, id: place.id, field: place.field }, source);
    }
  const events = [...chosen.values()].map((each) => written(each, made.dtstamp));
  const timezones = mergedZones([...chosen.values()], taken, ground);
  const components = [...timezones, ...events];
  const fault =
    membersFault(components) ??
    eventsFault(eventsOf(components)) ??
    countFault(components) ??
    linkedFault(chosen, components, involved);
  if (fault !== null)
    throw new DomainError("invalid", `These fields make no event together: ${fault.reason}`);
  return withinSize(
    putTogether({ own: ground.own, components }, base, { ...made, by: "person", source: null }),
  );
}

/** What a key stands for: a field of a member, a whole member (field null), or a time zone. */
interface FieldPlace {
  readonly id: string;
  readonly field: string | null;
  readonly zone: boolean;
}

function placesIn(involved: readonly ReadVersion[]): ReadonlyMap<string, FieldPlace> {
  const places = new Map<string, FieldPlace>();
  for (const { members, ownZones } of involved) {
    for (const [id, { compared }] of members) {
      places.set(fieldKey(id === "" ? WHOLE.event : WHOLE.happening, id), { id, field: null, zone: false });
      for (const field of compared.keys()) places.set(fieldKey(field, id), { id, field, zone: false });
    }
    for (const tzid of ownZones.keys())
      places.set(fieldKey(WHOLE.timezone, tzid), { id: tzid, field: null, zone: true });
  }
  return places;
}

function takeMember(chosen: Map<string, ChosenMember>, id: string, source: ReadVersion): void {
  const member = source.members.get(id);
  if (member === undefined) chosen.delete(id);
  else chosen.set(id, chosenFrom(member, source));
}

function chosenFrom(member: Member, from: ReadVersion): ChosenMember {
  return {
    id: member.id ?? "",
    happening: member.happening,
    pieces: member.pieces.map((piece) => ({ ...piece, from })),
    edited: false,
  };
}

function written({ pieces, edited }: ChosenMember, dtstamp: number): Component {
  const event = eventFrom(pieces);
  if (!edited || findLine(ownLines(event), "LAST-MODIFIED") === null) return event;
  return editLines(event, new Map([["LAST-MODIFIED", `LAST-MODIFIED:${utcText(dtstamp)}`]]));
}

function readWhole(version: Version): ReadVersion {
  if (version.deleted)
    throw new DomainError(
      "invalid",
      "A deletion has no fields to choose from: pick it as a whole, or leave it aside.",
    );
  if (version.text === "")
    throw new DomainError("invalid", "A version of this event is not kept in full here: no filter takes it.");
  return readVersion(version);
}

function unknownField(key: string, known: readonly string[]): DomainError {
  const some = known.slice(0, MOST_NAMED).join(", ");
  return new DomainError(
    "invalid",
    `No version has a field “${key.slice(0, 80)}”: there are ${some}${known.length > MOST_NAMED ? ", …" : ""}.`,
    { field: key.slice(0, 80) },
  );
}

const MOST_NAMED = 20;
