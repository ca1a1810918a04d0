import { ianaName, zoneNames } from "./zone-names.ts";

/** A zone for a name that no table has: by its spelling, a place in it, or its offset; null where nothing fits. */
export function guessZone(tzid: string): string | null {
  return ianaName(tzid.replaceAll("-", "/")) ?? byPlace(tzid) ?? byOffset(tzid);
}

/** IANA's name of a fixed offset (seconds east of UTC), or `+05:30` where it has none. */
export function fixedZone(offset: number): string {
  const hours = offset / 3600;
  if (offset === 0) return "UTC";
  if (Number.isInteger(hours) && hours >= -12 && hours <= 14)
    return `Etc/GMT${hours > 0 ? "-" : "+"}${Math.abs(hours)}`;
  const minutes = Math.min(Math.round(Math.abs(offset) / 60), 23 * 60 + 59);
  const two = (number: number) => String(number).padStart(2, "0");
  return `${offset < 0 ? "-" : "+"}${two(Math.floor(minutes / 60))}:${two(minutes % 60)}`;
}

/** `(UTC+07:00) Bangkok, Hanoi, Jakarta`: the first place that has a zone. */
function byPlace(tzid: string): string | null {
  places ??= new Map(
    zoneNames()
      .toReversed()
      .map((name) => [name.replace(/^.*\//, "").toLowerCase(), name]),
  );
  for (const place of tzid.replace(/^\([^)]*\)/, "").split(/[,;/]/)) {
    const zone = places.get(place.trim().toLowerCase().replaceAll(" ", "_"));
    if (zone?.includes("/")) return zone;
  }
  return null;
}

/** `GMT+0100`, `UTC-5`, `(GMT +01:00)`, `+05:30`. */
function byOffset(tzid: string): string | null {
  const match = /^\W{0,9}(?:UTC|GMT)?\s{0,9}([+-])(\d{1,2}):?(\d\d)?\b/i.exec(tzid);
  if (match === null) return null;
  const offset = Number(match[2]) * 3600 + Number(match[3] ?? 0) * 60;
  return offset <= 14 * 3600 ? fixedZone(match[1] === "-" ? -offset : offset) : null;
}

let places: ReadonlyMap<string, string> | undefined;
