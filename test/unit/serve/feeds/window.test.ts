import { describe, expect, it } from "vitest";
import { readWindow } from "../../../../src/serve/feeds/window.ts";

describe("a window", () => {
  it("takes dates as whole days of the zone, on the days when clocks change too", () => {
    expect(readWindow({ from: "2026-03-29", to: "2026-03-29" }, "Europe/Berlin")).toEqual({
      from: Date.UTC(2026, 2, 28, 23),
      to: Date.UTC(2026, 2, 29, 22),
    });
  });

  it("takes instants as they are", () => {
    expect(readWindow({ from: "2026-03-29T12:00:00+02:00" }, "UTC")).toEqual({
      from: Date.UTC(2026, 2, 29, 10),
    });
  });

  it("is open where nothing is said", () => {
    expect(readWindow({ from: "", to: undefined }, "UTC")).toEqual({});
  });

  it.each([
    "2026-02-30",
    "2026-13-01",
    "26-01-01",
    "2026-01-01T25:00:00Z",
    "2026-01-01T10:00",
    "now",
    "2026-01-01[UTC]",
  ])("is not %j", (from) => {
    expect(() => readWindow({ from }, "UTC")).toThrow(/expected a date such as/);
  });
});
