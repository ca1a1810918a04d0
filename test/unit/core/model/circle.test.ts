import { describe, expect, test } from "vitest";
import { boxesAround, distance } from "../../../../src/core/model/circle.ts";

const BERLIN = { latitude: 52.52, longitude: 13.405 };

describe("The distance of two positions", () => {
  test.each([
    ["a place and itself", BERLIN, BERLIN, 0],
    ["Berlin and Paris", BERLIN, { latitude: 48.8566, longitude: 2.3522 }, 877_500],
    [
      "two sides of the antimeridian",
      { latitude: 0, longitude: 179.5 },
      { latitude: 0, longitude: -179.5 },
      111_195,
    ],
    ["the poles", { latitude: 90, longitude: 0 }, { latitude: -90, longitude: 77 }, 20_015_115],
    ["antipodes", { latitude: 10, longitude: 20 }, { latitude: -10, longitude: -160 }, 20_015_115],
  ])("of %s", (_, one, other, metres) => {
    expect(Math.abs(distance(one, other) - metres)).toBeLessThanOrEqual(metres / 1_000);
    expect(distance(other, one)).toBe(distance(one, other));
  });
});

describe("The boxes around a circle", () => {
  const centres = [0, 45, -60, 84, 89.9, -90].flatMap((latitude) =>
    [0, 13.4, 179.99, -180, 180].map((longitude) => ({ latitude, longitude })),
  );
  const circles = centres.flatMap((centre) =>
    [0, 10, 5_000, 400_000, 9_000_000, 20_100_000].map((radius) => ({ ...centre, radius })),
  );

  test("hold all of it", () => {
    const positions = Array.from({ length: 37 }, (_, row) => row * 5 - 90).flatMap((latitude) =>
      Array.from({ length: 73 }, (_, column) => ({ latitude, longitude: column * 5 - 180 })),
    );
    for (const circle of circles) {
      const boxes = boxesAround(circle);
      const isHeld = ({ latitude, longitude }: (typeof positions)[number]) =>
        boxes.some(
          ({ south, north, west, east }) =>
            south <= latitude && latitude <= north && west <= longitude && longitude <= east,
        );
      const lost = [circle, ...positions].filter(
        (at) => distance(circle, at) <= circle.radius && !isHeld(at),
      );
      expect({ circle, lost }).toEqual({ circle, lost: [] });
    }
  });

  test("are no larger than they need to be", () => {
    const [box, ...more] = boxesAround({ ...BERLIN, radius: 1_000 });
    expect(more).toEqual([]);
    expect((box?.north ?? 0) - (box?.south ?? 0)).toBeCloseTo(0.018, 3);
    expect((box?.east ?? 0) - (box?.west ?? 0)).toBeCloseTo(0.0296, 3);
    expect(boxesAround({ latitude: 0, longitude: 179.999, radius: 1_000 })).toHaveLength(2);
  });
});
