import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { expand } from "../../../src/core/ical/occurrences.ts";
import { declareSample, sampleCity } from "../../../src/sources/sample-city.ts";
import { openPages } from "../../support/pages.ts";

const texts = (day: Parameters<typeof sampleCity>[0]) =>
  Promise.all(sampleCity(day).map((source) => source.read()));
const today = { date: "2026-11-21", timezone: "Europe/Berlin" };

describe("the sample city", () => {
  it("is a handful of sources that nobody polls, with the same texts for the same day", async () => {
    const sites = sampleCity(today).map(declareSample);
    expect(await texts(today)).toEqual(await texts(today));
    expect(new Set(sites.map(({ url }) => url)).size).toBe(sites.length);
    expect(sites.every((site) => site.declared === "sample" && site.poll === null)).toBe(true);
  });

  it("has about sixty events: some every week, some all day, one cancelled, one in another zone", async () => {
    const text = (await texts(today)).join("").replaceAll("\r\n ", "");
    const count = (pattern: RegExp) => text.match(pattern)?.length ?? 0;
    expect(count(/^BEGIN:VEVENT/gm)).toBeGreaterThan(55);
    expect(count(/^RRULE:FREQ=WEEKLY/gm)).toBeGreaterThan(4);
    expect(count(/^RECURRENCE-ID/gm)).toBe(1);
    expect(count(/^EXDATE/gm)).toBeGreaterThan(0);
    expect(count(/^DTSTART;VALUE=DATE/gm)).toBeGreaterThan(2);
    expect(count(/^STATUS:CANCELLED/gm)).toBe(1);
    expect(count(/^DTSTART;TZID=Pacific\/Auckland/gm)).toBe(1);
  });

  it("never says that the event elsewhere is in the node's own zone", async () => {
    const text = (await texts({ ...today, timezone: "Pacific/Auckland" })).join("");
    expect(text).toContain("DTSTART;TZID=Europe/Lisbon");
  });

  it("shows one festival at two sites under one UID", async () => {
    const shown = (await texts(today)).filter((text) => text.includes("UID:lantern-festival@townhall"));
    expect(shown).toHaveLength(2);
  });

  it("can be made on any day and in any zone, folded as RFC 5545 asks", async () => {
    const days = fc.date({ min: new Date("2020-01-01"), max: new Date("2040-01-01"), noInvalidDate: true });
    const zones = fc.constantFrom("UTC", "Europe/Berlin", "America/Los_Angeles", "Pacific/Apia");
    await fc.assert(
      fc.asyncProperty(days, zones, async (day, timezone) => {
        for (const text of await texts({ date: day.toISOString().slice(0, 10), timezone })) {
          expect(Math.max(...text.split("\r\n").map((line) => Buffer.byteLength(line)))).toBeLessThanOrEqual(
            75,
          );
        }
      }),
      { numRuns: 30 },
    );
  });

  it("replaces one happening of the market in the week of the festival", async () => {
    const [market] =
      /BEGIN:VEVENT\r\nUID:market@[^]*?RECURRENCE-ID[^]*?END:VEVENT/.exec((await texts(today))[0] ?? "") ??
      [];
    const { occurrences } = expand(`BEGIN:VCALENDAR\r\n${market}\r\nEND:VCALENDAR\r\n`, {
      from: Date.UTC(2026, 10, 21),
      to: Date.UTC(2026, 11, 31),
      timezone: today.timezone,
    });
    expect(occurrences.map(({ location }) => location)).toEqual([
      null,
      null,
      "Rope Walk Quay",
      null,
      null,
      null,
    ]);
  });

  it("says on every page that it is made up, and how to go on", async () => {
    await using pages = await openPages({}, { sample: true });
    expect(await pages.text("/")).toContain("npx discal init");
    await using own = await openPages({});
    expect(await own.text("/")).not.toContain("npx discal init");
  });
});
