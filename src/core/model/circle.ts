import type { Circle } from "./filter.ts";

/** Degrees, north and east are positive. */
export interface Position {
  readonly latitude: number;
  readonly longitude: number;
}

/** Degrees; `west` is never greater than `east`. */
export interface Box {
  readonly south: number;
  readonly north: number;
  readonly west: number;
  readonly east: number;
}

/** Mean radius of the earth, metres (IUGG). */
const RADIUS = 6_371_008.8;
const DEGREE = Math.PI / 180;
/** What rounding may cost a box; degrees, about a centimetre. */
const SLACK = 1e-7;

/** Distance in metres on a sphere, by the haversine formula: within 0.6 % of the earth's. */
export function distance(a: Position, b: Position): number {
  const phi = Math.sin(((b.latitude - a.latitude) * DEGREE) / 2);
  const lambda = Math.sin(((b.longitude - a.longitude) * DEGREE) / 2);
  const square = phi ** 2 + Math.cos(a.latitude * DEGREE) * Math.cos(b.latitude * DEGREE) * lambda ** 2;
  return 2 * RADIUS * Math.asin(Math.min(1, Math.sqrt(square)));
}

/** Boxes that hold all of a circle: two where it lies across the antimeridian, all longitudes where it holds a pole. */
export function boxesAround({ latitude, longitude, radius }: Circle): readonly Box[] {
  const angle = radius / RADIUS;
  const reach = angle / DEGREE + SLACK;
  const [south, north] = [latitude - reach, latitude + reach];
  if (south <= -90 || north >= 90) return [{ south, north, west: -180, east: 180 }];
  const width = Math.asin(Math.min(1, Math.sin(angle) / Math.cos(latitude * DEGREE))) / DEGREE + SLACK;
  const [west, east] = [longitude - width, longitude + width];
  if (west < -180) {
    return [
      { south, north, west: -180, east },
      { south, north, west: west + 360, east: 180 },
    ];
  }
  if (east > 180) {
    return [
      { south, north, west, east: 180 },
      { south, north, west: -180, east: east - 360 },
    ];
  }
  return [{ south, north, west, east }];
}
