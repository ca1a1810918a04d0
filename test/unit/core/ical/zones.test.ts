import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { publishedAliases } from "../../../../src/core/ical/zone-aliases.ts";
import { publishedNames, zoneNames } from "../../../../src/core/ical/zone-names.ts";
import { isKnownZone, resolveZone } from "../../../../src/core/ical/zones.ts";

const certain = (zone: string) => ({ zone, guessed: false });
const guess = (zone: string) => ({ zone, guessed: true });

describe("a name that the protocol publishes", () => {
  it.each([
    ["America/Los_Angeles", certain("America/Los_Angeles")],
    ["america/new_york", certain("America/New_York")],
    ['"Europe/Berlin"', certain("Europe/Berlin")],
    ["Asia/Kolkata", certain("Asia/Kolkata")],
    ["US/Pacific", certain("America/Los_Angeles")],
    ["Etc/UTC", certain("UTC")],
    ["GMT", certain("UTC")],
    ["Etc/GMT-2", certain("Etc/GMT-2")],
    ["/mozilla.org/20050126_1/Europe/Berlin", certain("Europe/Berlin")],
    ["/freeassociation.sourceforge.net/Tzfile/America/New_York", certain("America/New_York")],
    ["/example.org/America/Argentina/Buenos_Aires", certain("America/Argentina/Buenos_Aires")],
    ["/citadel.org/20210210_1/UTC", certain("UTC")],
    ["Pacific Standard Time", certain("America/Los_Angeles")],
    ["w. europe standard time", certain("Europe/Berlin")],
    ["PDT", guess("America/Los_Angeles")],
    ["US-Eastern", guess("America/New_York")],
    ["America-SanJose", guess("America/Los_Angeles")],
    ["Europe/Germany", guess("Europe/Berlin")],
    ["TZID=Europe/Germany", guess("Europe/Berlin")],
    ["Eastern Time (US & Canada)", guess("America/New_York")],
    ["(UTC-05:00) Eastern Time (US and Canada)", guess("America/New_York")],
    ["tzone://Microsoft/Utc", guess("UTC")],
    ["EST", guess("America/Panama")],
  ])("is known: %s", (tzid, resolved) => {
    expect(resolveZone(tzid)).toEqual(resolved);
    expect(isKnownZone(tzid)).toBe(true);
  });

  it("is understood by this runtime", () => {
    const zones = [...zoneNames(), ...publishedAliases().map(([, zone]) => zone)];
    const failing = zones.filter(
      (zone) => resolveZone(zone)?.zone === "UTC" && !/^(?:Etc|[^/]+$)/.test(zone),
    );
    expect(failing).toEqual([]);
  });

  it("never changes unnoticed, since digests depend on it: schema/wire/zone-names.json", () => {
    const file = new URL("../../../../schema/wire/zone-names.json", import.meta.url);
    const published: unknown = JSON.parse(readFileSync(file, "utf8"));
    expect(published).toEqual({ names: publishedNames(), aliases: Object.fromEntries(publishedAliases()) });
  });

  it("needs no definition, and heeds none", () => {
    const other = vtimezone("PST", ["STANDARD", "19700101T000000", "+0900", "+0900"]);
    expect(resolveZone("PST", [other])).toEqual(guess("America/Los_Angeles"));
  });
});

describe("a name that is not published", () => {
  it.each([
    ["America-New_York", "America/New_York"],
    ["(UTC+07:00) Bangkok\\, Hanoi\\, Jakarta", "Asia/Bangkok"],
    ["Amsterdam, Belgrade, Berlin, Brussels", "Europe/Amsterdam"],
    ["(GMT+10:00) Canberra, Melbourne, Sydney", "Australia/Canberra"],
    ["(GMT +01:00)", "Etc/GMT-1"],
    ["GMT+0100", "Etc/GMT-1"],
    ["UTC-5", "Etc/GMT+5"],
    ["+05:30", "+05:30"],
  ])("is guessed by its look: %s", (tzid, zone) => {
    expect(resolveZone(tzid)).toEqual(guess(zone));
    expect(isKnownZone(tzid)).toBe(false);
  });

  it.each(["Nowhere/Middle", " 1", "", "Customized Time Zone", "constructor", `Berlin,${" ".repeat(300)}`])(
    "is nothing where nothing fits: %j",
    (tzid) => {
      expect(resolveZone(tzid)).toBeNull();
      expect(isKnownZone(tzid)).toBe(false);
    },
  );

  it("is a zone with the same rules as its definition", () => {
    const european = vtimezone(
      "Customized Time Zone",
      ["STANDARD", "16010101T030000", "+0200", "+0100", "RRULE:FREQ=YEARLY;BYDAY=-1SU;BYMONTH=10"],
      ["DAYLIGHT", "16010101T020000", "+0100", "+0200", "RRULE:FREQ=YEARLY;BYDAY=-1SU;BYMONTH=3"],
    );
    expect(resolveZone("Customized Time Zone", [european])).toEqual(guess("Europe/Berlin"));
  });

  it("is found by the changes of the one year that its definition tells of", () => {
    const american = vtimezone(
      "Ours",
      ["DAYLIGHT", "20260308T020000", "-0600", "-0500"],
      ["STANDARD", "20261101T020000", "-0500", "-0600"],
    );
    expect(resolveZone("Ours", [american])).toEqual(guess("America/Chicago"));
  });

  it("is found by rules that change a week early", () => {
    const early = vtimezone(
      "Early",
      ["DAYLIGHT", "20070301T020000", "-0600", "-0500", "RRULE:FREQ=YEARLY;BYMONTH=3;BYDAY=1SU"],
      ["STANDARD", "20071101T020000", "-0500", "-0600", "RRULE:FREQ=YEARLY;BYMONTH=11;BYDAY=1SU"],
    );
    expect(resolveZone("Early", [early])).toEqual(guess("America/Chicago"));
  });

  it("is found by rules that were in force when they were written", () => {
    const iraqi = vtimezone(
      "Iraqi",
      ["DAYLIGHT", "19910401T000000", "+0300", "+0400", "RRULE:FREQ=YEARLY;BYMONTH=4;BYMONTHDAY=1"],
      ["STANDARD", "19911001T000000", "+0400", "+0300", "RRULE:FREQ=YEARLY;BYMONTH=10;BYMONTHDAY=1"],
    );
    expect(resolveZone("Iraqi", [iraqi])).toEqual(guess("Asia/Baghdad"));
  });

  it("is found by rules that are hardly out of date", () => {
    const before2007 = vtimezone(
      "Old",
      ["DAYLIGHT", "19870405T020000", "-0500", "-0400", "RRULE:FREQ=YEARLY;BYMONTH=4;BYDAY=1SU"],
      ["STANDARD", "19871025T020000", "-0400", "-0500", "RRULE:FREQ=YEARLY;BYMONTH=10;BYDAY=-1SU"],
    );
    expect(resolveZone("Old", [before2007])).toEqual(guess("America/New_York"));
  });

  it.each([
    ["+0530", "+05:30"],
    ["-0800", "Etc/GMT+8"],
    ["+0000", "UTC"],
  ])("is a fixed offset where its definition never changes it: %s", (offset, zone) => {
    const fixed = vtimezone("Fixed", ["STANDARD", "16010101T000000", offset, offset]);
    expect(resolveZone("Fixed", [fixed])).toEqual(guess(zone));
  });

  it("is the standard offset of rules that no zone has", () => {
    const lunar = vtimezone(
      "Lunar",
      ["STANDARD", "20000101T000000", "+0300", "+0130", "RRULE:FREQ=YEARLY;BYMONTH=1,5,9"],
      ["DAYLIGHT", "20000301T000000", "+0130", "+0300", "RRULE:FREQ=YEARLY;BYMONTH=3,7,11"],
    );
    expect(resolveZone("Lunar", [lunar])).toEqual(guess("+01:30"));
  });

  it("is the place that its definition states", () => {
    const stated = [...vtimezone("Mine", ["STANDARD", "19700101T000000", "+0100", "+0100"])];
    stated.splice(2, 0, "X-LIC-LOCATION:Europe/Kyiv");
    expect(resolveZone("Mine", [stated])).toEqual(certain("Europe/Kyiv"));
  });

  it.each([
    ["without offsets", ["STANDARD", "19700101T000000", "", ""]],
    ["without a date", ["STANDARD", "tomorrow", "+0100", "+0100"]],
  ])("is nothing by a definition %s", (_, observance) => {
    expect(resolveZone("Broken", [vtimezone("Broken", observance)])).toBeNull();
  });

  it("survives a definition that never ends", () => {
    const rule = "RRULE:FREQ=SECONDLY;BYMONTH=2;BYMONTHDAY=30";
    const observances = Array.from({ length: 500 }, (_, at) => [
      at % 2 === 0 ? "STANDARD" : "DAYLIGHT",
      "19700101T000000",
      "+0100",
      at % 2 === 0 ? "+0100" : "+0200",
      rule,
    ]);
    expect(resolveZone("Endless", [vtimezone("Endless", ...observances)])?.guessed).toBe(true);
  });
});

function vtimezone(tzid: string, ...observances: readonly (readonly string[])[]): readonly string[] {
  const lines = observances.flatMap(([kind, start, from, to, ...more]) => [
    `BEGIN:${kind}`,
    `DTSTART:${start}`,
    `TZOFFSETFROM:${from}`,
    `TZOFFSETTO:${to}`,
    ...more,
    `END:${kind}`,
  ]);
  return ["BEGIN:VTIMEZONE", `TZID:${tzid}`, ...lines, "END:VTIMEZONE"];
}
