import { describe, expect, it } from "vitest";
import type { EventFilter } from "../../../../src/core/model/filter.ts";
import type { EventsJson } from "../../../../src/serve/feeds/events.ts";
import { NOW, event, openPages } from "../../../support/pages.ts";

const shown = {
  Club: [
    event("1@a", { title: "Jazz", lines: ["CATEGORIES:Music,Evening", "LOCATION:Town Hall, Main St"] }),
    event("2@a", {
      title: "Play",
      lines: ["CATEGORIES:theatre", "LOCATION:Town Hall", "GEO:38.5449;-121.7405"],
    }),
    event("3@a", { title: "Chess", lines: ["LOCATION:Library", "GEO:38.6;-121.9"] }),
  ],
  Hall: [event("4@b", { title: "Choir", start: ":20260401T180000Z", lines: ["CATEGORIES:music"] })],
};

const cases = [
  ["tag=MUSIC", ["Choir", "Jazz"]],
  ["tag=music&tag=theatre", ["Choir", "Jazz", "Play"]],
  ["place=town+hall", ["Jazz", "Play"]],
  ["place=town+hall&tag=theatre", ["Play"]],
  ["q=jazz", ["Jazz"]],
  ["text=jazz", ["Jazz"]],
  ["near=38.54,-121.74&radius=5km", ["Play"]],
  ["near=38.54,-121.74&radius=20km", ["Chess", "Play"]],
  ["near=38.54,-121.74&radius=20km&place=Library", ["Chess"]],
  ["tag=music&from=2026-04-01", ["Choir"]],
  ["tag=none", []],
] as const;

describe.each(cases)("asked for %s", (query, expected) => {
  it("a feed, JSON and Atom hold the same", async () => {
    await using pages = await openPages(shown);
    const found = {
      ics: (await pages.text(`/feed.ics?${query}`)).match(/(?<=^SUMMARY:).*$/gm) ?? [],
      json: (JSON.parse(await pages.text(`/events.json?${query}`)) as EventsJson).events.map(
        ({ title }) => title,
      ),
      atom: (await pages.text(`/feed.atom?${query}`)).match(/(?<=<entry>\n.*\n<title>)[^<]*/g) ?? [],
      page: (await pages.text(`/?${query}`)).match(/(?<=class="p-name">)[^<]*/g) ?? [],
    };
    for (const titles of Object.values(found)) {
      expect(titles.map((title) => title.trim()).toSorted()).toEqual(expected);
    }
  });
});

describe("a narrowed feed", () => {
  it("is called after what it holds", async () => {
    await using pages = await openPages(shown);
    const hall = await pages.store.registry.byUrl("https://hall.example/feed.ics");
    const name = async (path: string) => /^NAME:(.*)\r$/m.exec(await pages.text(path))?.[1];
    expect(await name("/feed.ics?tag=music")).toBe("Test city · music");
    expect(await name(`/sites/${hall?.id}/feed.ics?tag=music`)).toBe("Hall · music");
    expect(await name(`/feed.ics?site=${hall?.id}`)).toBe("Test city · shown by Hall");
    expect(await pages.text("/feed.ics?tag=music&utm=x")).toContain("/feed.ics?tag=music\r\n");
  });

  it("has a short name, however much was asked for", async () => {
    await using pages = await openPages(shown);
    const query = Array.from({ length: 20 }, (_, n) => `tag=${"😀".repeat(40)}${n}`).join("&");
    const text = (await pages.text(`/feed.ics?${query}`)).replaceAll("\r\n ", "");
    expect(/^NAME:(.*)\r$/m.exec(text)?.[1]?.length).toBeLessThanOrEqual(120);
    expect(text).toContain("…");
  });

  it.each(["/feed.ics", "/feed.atom", "/events.json", "/sites/1/feed.ics", "/sites/1/feed.atom"])(
    "%s answers 304 as long as nothing changed, has a tag for each filter, answers HEAD, and is open",
    async (path) => {
      await using pages = await openPages(shown);
      const tags = new Set<string | null>();
      const queries = [
        "",
        "?tag=music",
        "?tag=theatre",
        "?place=Town+Hall",
        "?q=jazz",
        "?near=38.54,-121.74",
      ];
      for (const query of queries) {
        const etag = (await pages.get(path + query)).headers.get("ETag");
        tags.add(etag);
        expect((await pages.get(path + query, { "If-None-Match": etag ?? "" })).status).toBe(304);
        const head = await pages.head(path + query);
        expect([head.status, head.headers.get("ETag"), await head.text()]).toEqual([200, etag, ""]);
        expect(head.headers.get("Access-Control-Allow-Origin")).toBe("*");
      }
      // The bytes of some answers are the same; the tag of a feed tells filters apart.
      expect(tags.size).toBeGreaterThanOrEqual(path === "/events.json" ? 4 : queries.length);
    },
  );

  it.each(["/feed.ics", "/feed.atom", "/events.json", "/"])(
    "%s refuses what it cannot read",
    async (path) => {
      await using pages = await openPages(shown);
      for (const query of [
        "near=Davis",
        "near=1,1&radius=1001km",
        "radius=5km",
        "site=x",
        `tag=${"x".repeat(101)}`,
      ]) {
        expect([query, (await pages.get(`${path}?${query}`)).status]).toEqual([query, 400]);
      }
      expect((await pages.get(`${path}?site=99`)).status).toBe(404);
    },
  );

  it("of a site keeps to it", async () => {
    await using pages = await openPages(shown);
    const hall = await pages.store.registry.byUrl("https://hall.example/feed.ics");
    const text = await pages.text(`/sites/${hall?.id}/feed.ics?site=1`);
    expect(text.match(/(?<=^SUMMARY:).*$/gm)?.map((title) => title.trim())).toEqual(["Choir"]);
  });
});

describe("a saved calendar", () => {
  const save = (filter: EventFilter) => ({
    slug: "music",
    title: "Music in town",
    description: "All that sounds.",
    filter,
    changedAt: NOW,
  });

  it("has a feed, JSON and Atom, by its own name", async () => {
    await using pages = await openPages(shown);
    await pages.store.calendars.save(save({ tags: ["music"] }));
    const ics = await pages.text("/calendars/music.ics");
    expect(ics).toContain("NAME:Music in town\r\n");
    expect(ics).toContain("DESCRIPTION:All that sounds.\r\n");
    expect(ics).toContain("SOURCE;VALUE=URI:https://calendar.example/calendars/music.ics\r\n");
    expect(ics.match(/^UID:.*/gm)).toEqual(["UID:1@a", "UID:4@b"]);
    const { events } = JSON.parse(await pages.text("/calendars/music.json?to=2026-03-31")) as EventsJson;
    expect(events.map(({ title }) => title)).toEqual(["Jazz"]);
    const atom = await pages.text("/calendars/music.atom");
    expect(atom).toContain("<title>Music in town</title>\n<subtitle>All that sounds.</subtitle>");
    expect(atom).toContain('href="https://calendar.example/calendars/music"');
    expect(atom.match(/<entry>/g)).toHaveLength(2);
  });

  it("has a new tag once its filter or its name changes", async () => {
    await using pages = await openPages(shown);
    const tags = new Set<string | null>();
    for (const calendar of [
      save({ tags: ["music"] }),
      save({ tags: ["theatre"] }),
      { ...save({ tags: ["theatre"] }), title: "Plays" },
    ]) {
      await pages.store.calendars.save(calendar);
      tags.add((await pages.get("/calendars/music.ics")).headers.get("ETag"));
    }
    expect(tags.size).toBe(3);
  });

  it("is not taken for unchanged by its date once its filter has changed", async () => {
    await using pages = await openPages(shown);
    await pages.store.calendars.save(save({ tags: ["music"] }));
    pages.clock += 60_000;
    const date = (await pages.get("/calendars/music.ics")).headers.get("Last-Modified") ?? "";
    const ask = async () => (await pages.get("/calendars/music.ics", { "If-Modified-Since": date })).status;
    expect([date, await ask()]).toEqual([new Date(NOW).toUTCString(), 304]);
    await pages.store.calendars.save({ ...save({ tags: ["theatre"] }), changedAt: pages.clock });
    pages.clock += 60_000;
    expect(await ask()).toBe(200);
  });

  it.each([".ics", ".json", ".atom"])(
    "that is not there answers 404 at %s, and names those that are",
    async (end) => {
      await using pages = await openPages(shown);
      await pages.store.calendars.save(save({}));
      const answer = await pages.get(`/calendars/musik${end}`);
      expect(answer.status).toBe(404);
      expect(((await answer.json()) as { detail: string }).detail).toContain("there are music");
    },
  );

  it("takes no other filter beside its own", async () => {
    await using pages = await openPages(shown);
    await pages.store.calendars.save(save({ tags: ["music"] }));
    expect((await pages.get("/calendars/music.json?tag=theatre")).status).toBe(400);
  });
});
