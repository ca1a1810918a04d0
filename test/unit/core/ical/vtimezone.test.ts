import { expect, it } from "vitest";
import { toInstant, toLocal } from "../../../../src/core/ical/zone-clock.ts";
import { zoneNames } from "../../../../src/core/ical/zone-names.ts";
import { vtimezoneFor } from "../../../../src/core/ical/vtimezone.ts";

it("gives the definition of a zone, one content line each", () => {
  const lines = vtimezoneFor("America/New_York")!;
  expect(lines[0]).toBe("BEGIN:VTIMEZONE");
  expect(lines.at(-1)).toBe("END:VTIMEZONE");
  expect(lines).toContain("RRULE:FREQ=YEARLY;BYMONTH=3;BYDAY=2SU");
  expect(lines.some((line) => /[\r\n]/.test(line))).toBe(false);
});

it("keeps the TZID that it was asked by", () => {
  for (const [tzid, written] of [
    ["Pacific Standard Time", "TZID:Pacific Standard Time"],
    ["PDT", "TZID:PDT"],
    ["Bangkok, Hanoi", "TZID:Bangkok\\, Hanoi"],
    ["GMT+0530", "TZID:GMT+0530"],
  ]) {
    expect(vtimezoneFor(tzid!)).toContain(written);
  }
});

it("defines a fixed offset that has no name", () => {
  expect(vtimezoneFor("GMT-0330")).toContain("TZOFFSETTO:-0330");
});

it("has a definition of every name", () => {
  expect(zoneNames().filter((name) => (vtimezoneFor(name)?.length ?? 0) < 8)).toEqual([]);
});

it("has none of what means no zone", () => {
  expect(vtimezoneFor("Nowhere/Middle")).toBeNull();
});

it("reads clocks as Temporal does, before, within and after the years that are kept at hand", () => {
  for (const zone of [
    "America/New_York",
    "Europe/Dublin",
    "Africa/Casablanca",
    "Australia/Lord_Howe",
    "Asia/Kolkata",
  ]) {
    for (let year = 1950; year < 2120; year += 7) {
      for (let day = 1; day <= 360; day += 3) {
        const plain = new Temporal.PlainDateTime(year, 1, 1, 2, 30).add({ days: day });
        const local = plain.toZonedDateTime("UTC").epochMilliseconds / 1000;
        const instant = plain.toZonedDateTime(zone).epochMilliseconds / 1000;
        expect(toInstant(local, zone)).toBe(instant);
        const back = Temporal.Instant.fromEpochMilliseconds(instant * 1000).toZonedDateTimeISO(zone);
        expect(toLocal(instant, zone)).toBe(
          back.toPlainDateTime().toZonedDateTime("UTC").epochMilliseconds / 1000,
        );
      }
    }
  }
});
