import { describe, expect, it } from "vitest";
import type { EventsJson } from "../../../../src/serve/feeds/events.ts";
import { event, openPages } from "../../../support/pages.ts";

const at = (day: number) => `;TZID=Europe/Berlin:202603${day}T190000`;
const days = [15, 16, 17, 18, 19].map((day) =>
  event(`${day}@a`, { title: `Day ${day}`, start: at(day), end: `;TZID=Europe/Berlin:202603${day}T200000` }),
);

async function events(pages: { text(path: string): Promise<string> }, query: string): Promise<EventsJson> {
  return JSON.parse(await pages.text(`/events.json${query}`)) as EventsJson;
}

describe("GET /events.json", () => {
  it("lists happenings by start, from today on unless it is told otherwise", async () => {
    await using pages = await openPages({ Club: days.toReversed() });
    const titles = async (query: string) => (await events(pages, query)).events.map(({ title }) => title);
    expect(await titles("")).toEqual(["Day 16", "Day 17", "Day 18", "Day 19"]);
    expect(await titles("?to=2026-03-16")).toEqual(["Day 15", "Day 16"]);
    expect(await titles("?from=2026-03-18T18:30:00Z")).toEqual(["Day 18", "Day 19"]);
    expect(await titles("?from=2026-03-18T19:00:00Z")).toEqual(["Day 19"]);
    expect(await titles("?text=18")).toEqual(["Day 18"]);
  });

  it("gives pages that together are everything, each once", async () => {
    await using pages = await openPages({ Club: days });
    const titles: string[] = [];
    let query: string | null = "?from=2026-03-01&limit=2";
    for (let page = 0; query !== null; page += 1) {
      const { events: found, next } = await events(pages, query);
      titles.push(...found.map(({ title }) => title));
      expect(page).toBeLessThan(4);
      if (next !== null) expect(new URL(next).origin).toBe("https://calendar.example");
      query = next === null ? null : new URL(next).search;
    }
    expect(titles).toEqual(["Day 15", "Day 16", "Day 17", "Day 18", "Day 19"]);
  });

  it("names the next page in a Link header as well", async () => {
    await using pages = await openPages({ Club: days });
    const answer = await pages.get("/events.json?limit=1");
    const { next } = (await answer.json()) as EventsJson;
    expect(answer.headers.get("Link")).toBe(`<${next}>; rel="next"`);
    expect((await pages.get("/events.json")).headers.get("Link")).toBeNull();
  });

  it("lists what one site shows", async () => {
    await using pages = await openPages({ Club: days, Hall: [event("1@hall", { title: "Hall" })] });
    const site = await pages.store.registry.byUrl("https://hall.example/feed.ics");
    const { events: found } = await events(pages, `?site=${site?.id}`);
    expect(found.map(({ title, sites }) => [title, sites])).toEqual([["Hall", ["Hall"]]]);
  });

  it.each([
    [
      "form=2026-03-01",
      "`form` is no parameter here: use q, text, tag, place, site, near, radius, from, to, cursor, limit.",
    ],
    ["from=1.3.2026", "`from` is “1.3.2026”: expected a date such as 2026-11-21"],
    ["limit=0", "expected a number from 1 to 500"],
    ["limit=501", "expected a number from 1 to 500"],
    ["limit=1e2", "expected a number from 1 to 500"],
    ["limit=5&limit=6", "`limit` stands there twice"],
    ["cursor=abc", "cursor"],
  ])("refuses ?%s, saying what was expected", async (query, detail) => {
    await using pages = await openPages({ Club: days });
    const answer = await pages.get(`/events.json?${query}`);
    expect(answer.status).toBe(400);
    expect(((await answer.json()) as { detail: string }).detail).toContain(detail);
  });

  it("knows no site that is not there", async () => {
    await using pages = await openPages({ Club: days });
    expect((await pages.get("/events.json?site=99")).status).toBe(404);
  });

  it("answers 304 until something changes", async () => {
    await using pages = await openPages({ Club: days });
    const etag = (await pages.get("/events.json")).headers.get("ETag") ?? "";
    expect((await pages.get("/events.json", { "If-None-Match": etag })).status).toBe(304);
    pages.clock += 60_000;
    await pages.show("Club", days.slice(1));
    expect((await pages.get("/events.json", { "If-None-Match": etag })).status).toBe(304);
    await pages.show("Club", days.slice(0, 4));
    expect((await pages.get("/events.json", { "If-None-Match": etag })).status).toBe(200);
  });

  it("may be read by pages of other sites", async () => {
    await using pages = await openPages({ Club: days });
    expect((await pages.get("/events.json")).headers.get("Access-Control-Allow-Origin")).toBe("*");
  });
});
