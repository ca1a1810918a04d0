import { describe, expect, test } from "vitest";
import { SPANS, spanOf } from "../../../src/store/sqlite/listing/spans.ts";

describe("the class of a length", () => {
  test("reaches at least as far back as each of its members", () => {
    for (const length of [0, 1, 3_600_000, 64 * 60_000, 64 * 60_000 + 1, 86_400_000, 365 * 86_400_000]) {
      const span = spanOf(length);
      expect(SPANS[span]).toBeGreaterThanOrEqual(length);
      if (span > 0) expect(SPANS[span - 1]).toBeLessThan(length);
    }
  });

  test("holds whatever is longer in the last one", () => {
    expect(spanOf(Number.MAX_SAFE_INTEGER)).toBe(SPANS.length - 1);
  });
});
