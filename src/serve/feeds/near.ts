import { DomainError } from "../../core/model/domain-error.ts";
import type { Circle } from "../../core/model/filter.ts";

/** Metres. */
export const DEFAULT_RADIUS = 10_000;
/** Metres. */
export const MAX_RADIUS = 1_000_000;

const METRES: Readonly<Record<string, number>> = { m: 1, km: 1000, mi: 1609.344 };

/** Reads `38.54,-121.74`: degrees north, degrees east. Throws a DomainError `invalid`. */
export function readPoint(text: string): Pick<Circle, "latitude" | "longitude"> {
  const [, north, east] = POINT.exec(text) ?? [];
  const latitude = degrees(north);
  const longitude = degrees(east);
  if (Math.abs(latitude) <= 90 && Math.abs(longitude) <= 180) return { latitude, longitude };
  throw new DomainError(
    "invalid",
    `\`near\` is “${text.slice(0, 40)}”: expected latitude and longitude in degrees, such as 38.54,-121.74.`,
    { parameter: "near" },
  );
}

/** Reads `5km`, `800m`, `3mi` or `5000` as metres. Throws a DomainError `invalid`. */
export function readRadius(text: string): number {
  const [, number, unit = "m"] = RADIUS.exec(text) ?? [];
  const metres = Math.round(Number(number) * (METRES[unit.toLowerCase()] ?? Number.NaN));
  if (metres >= 1 && metres <= MAX_RADIUS) return metres;
  throw new DomainError(
    "invalid",
    `\`radius\` is “${text.slice(0, 40)}”: expected a distance such as 5km, 800m, 3mi or 5000 (metres), at most 1000km.`,
    { parameter: "radius" },
  );
}

/** As {@link readPoint} reads it. */
export function pointText({ latitude, longitude }: Pick<Circle, "latitude" | "longitude">): string {
  return `${latitude},${longitude}`;
}

/** As {@link readRadius} reads it. */
export function radiusText(metres: number): string {
  return metres >= 1000 && metres % 100 === 0 ? `${metres / 1000}km` : `${metres}m`;
}

/** To a tenth of a metre: more is noise, and would make two addresses of one place. */
function degrees(text: string | undefined): number {
  return Number(Number(text).toFixed(6)) + 0;
}

const POINT = /^\s*([+-]?\d{1,2}(?:\.\d{1,15})?)\s*,\s*([+-]?\d{1,3}(?:\.\d{1,15})?)\s*$/;
const RADIUS = /^\s*(\d{1,7}(?:\.\d{1,6})?)(?:\s*(m|km|mi))?\s*$/i;
