import { DomainError } from "../model/domain-error.ts";
import { fieldKey } from "./compare-versions.ts";
import type { Component } from "./component.ts";
import { isKnownTimezone } from "./digest.ts";
import { WHOLE } from "./event-fields.ts";
import type { ReadVersion } from "./object-members.ts";
import type { ChosenMember } from "./take-field.ts";
import { definedTzid, namedTzids } from "./tzid.ts";

/**
 * The time zones that an object needs which is put together from versions: each as those define it whose times name it,
 * or as a person chose. Those of `ground` come first, in their order. Throws a DomainError `invalid` where one name
 * stands for different zones.
 */
export function mergedZones(
  chosen: readonly ChosenMember[],
  taken: ReadonlyMap<string, ReadVersion>,
  ground: ReadVersion,
): readonly Component[] {
  const naming = new Map<string, Set<ReadVersion>>();
  for (const { lines, from } of chosen.flatMap(({ pieces }) => pieces))
    for (const tzid of namedTzids([{ name: "VEVENT", lines }]))
      naming.set(tzid, (naming.get(tzid) ?? new Set()).add(from));
  const kept = ground.timezones.map(definedTzid).filter((tzid) => naming.has(tzid));
  const zones = [...new Set([...kept, ...naming.keys()])].flatMap((tzid) =>
    definitionOf(
      tzid,
      [...(naming.get(tzid) ?? [])],
      taken.get(fieldKey(WHOLE.timezone, tzid)) ?? null,
      ground,
    ),
  );
  return [...strayZones(ground), ...zones];
}

function definitionOf(
  tzid: string,
  naming: readonly ReadVersion[],
  picked: ReadVersion | null,
  ground: ReadVersion,
): readonly Component[] {
  const sources = picked === null ? naming : [picked];
  const definitions = new Set(sources.map(({ ownZones }) => ownZones.get(tzid) ?? ""));
  if (definitions.size > 1) {
    const key = fieldKey(WHOLE.timezone, tzid);
    throw new DomainError(
      "invalid",
      `These versions mean different time zones by “${tzid}”: take all times from one of them, or say which to follow by ${key}.`,
      { field: key },
    );
  }
  const defining = [ground, ...sources].find(
    (each) =>
      (each.ownZones.get(tzid) ?? "") === [...definitions][0] &&
      each.timezones.some((timezone) => definedTzid(timezone) === tzid),
  );
  return defining?.timezones.filter((timezone) => definedTzid(timezone) === tzid) ?? [];
}

/** What every node knows by name, and no time of the object names: it stays, as it does no harm. */
function strayZones({ members, timezones }: ReadVersion): readonly Component[] {
  const lines = [...members.values()].flatMap(({ pieces }) => pieces.flatMap((piece) => piece.lines));
  const named = namedTzids([{ name: "VEVENT", lines }]);
  return timezones.filter((each) => isKnownTimezone(each) && !named.has(definedTzid(each)));
}
