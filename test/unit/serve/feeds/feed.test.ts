import { gunzipSync } from "node:zlib";
import { describe, expect, it } from "vitest";
import { NOW, event, openPages } from "../../../support/pages.ts";

const two = { "Club A": [event("1@a", { title: "One" })], "Club B": [event("2@b", { title: "Two" })] };

describe("GET /feed.ics", () => {
  it("is one calendar of all sites, in whatever pages it was read", async () => {
    const many = Array.from({ length: 230 }, (_, n) => event(`${n}@many`));
    await using pages = await openPages({ ...two, Many: many });
    const text = await pages.text("/feed.ics");
    expect(text.match(/^BEGIN:VEVENT/gm)).toHaveLength(232);
    expect(text.match(/^BEGIN:VCALENDAR/gm)).toHaveLength(1);
    expect(text.endsWith("END:VCALENDAR\r\n")).toBe(true);
    expect(text).toContain("NAME:Test city\r\n");
    expect(text).toContain("SOURCE;VALUE=URI:https://calendar.example/feed.ics\r\n");
  });

  it("is a whole calendar where there is nothing to show", async () => {
    await using pages = await openPages({});
    expect(await pages.text("/feed.ics")).toMatch(/^BEGIN:VCALENDAR\r\n[^]*END:VCALENDAR\r\n$/);
  });

  it("says what it is to calendars, browsers and pages of other sites", async () => {
    await using pages = await openPages(two);
    const { headers } = await pages.get("/feed.ics");
    expect(headers.get("Content-Type")).toBe("text/calendar; charset=utf-8");
    expect(headers.get("Content-Disposition")).toBe('inline; filename="test-city.ics"');
    expect(headers.get("Access-Control-Allow-Origin")).toBe("*");
    expect(headers.get("Cache-Control")).toContain("public");
    expect(headers.get("Vary")).toContain("Accept-Encoding");
  });

  it.each([
    ["gzip", true],
    ["br, gzip;q=0.5", true],
    ["*", true],
    ["gzip;q=0", false],
    ["gzip; q=0.0, br", false],
    ["br", false],
    ["", false],
  ])("answers Accept-Encoding %j with gzip: %s", async (accepted, zipped) => {
    await using pages = await openPages(two);
    const answer = await pages.get("/feed.ics", { "Accept-Encoding": accepted });
    const body = Buffer.from(await answer.arrayBuffer());
    expect(answer.headers.get("Content-Encoding")).toBe(zipped ? "gzip" : null);
    expect((zipped ? gunzipSync(body) : body).toString()).toBe(await pages.text("/feed.ics"));
  });

  it("answers HEAD with the same headers and no body", async () => {
    await using pages = await openPages(two);
    const { headers } = await pages.get("/feed.ics");
    const head = await pages.head("/feed.ics");
    expect(head.status).toBe(200);
    expect(head.headers.get("ETag")).toBe(headers.get("ETag"));
    expect(await head.text()).toBe("");
  });

  it("holds what happens in a window, its last day included", async () => {
    const days = ["20260319", "20260320", "20260321"];
    const shown = days.map((day) => event(day, { start: `;TZID=Europe/Berlin:${day}T233000` }));
    await using pages = await openPages({ Club: shown });
    const text = await pages.text("/feed.ics?from=2026-03-20&to=2026-03-20");
    expect(text.match(/^UID:.*/gm)).toEqual(["UID:20260320"]);
  });

  it("takes no notice of parameters that clients add", async () => {
    await using pages = await openPages(two);
    expect((await pages.get("/feed.ics?nocache=1")).status).toBe(200);
  });

  it.each(["from=yesterday", "to=2026-02-30", "from=2026-03-20&to=2026-03-19", "from=2026-3-1"])(
    "refuses ?%s, saying what was expected",
    async (query) => {
      await using pages = await openPages(two);
      const answer = await pages.get(`/feed.ics?${query}`);
      expect(answer.status).toBe(400);
      expect(await answer.json()).toMatchObject({ problem: "invalid" });
    },
  );
});

describe("GET /sites/:id/feed.ics", () => {
  it("is what this site shows", async () => {
    await using pages = await openPages(two);
    const site = await pages.store.registry.byUrl("https://clubb.example/feed.ics");
    const answer = await pages.get(`/sites/${site?.id}/feed.ics`);
    expect(answer.headers.get("Content-Disposition")).toContain("club-b.ics");
    expect((await answer.text()).match(/^UID:.*/gm)).toEqual(["UID:2@b"]);
  });

  it.each(["99", "0", "x", "1e3", "-1"])("does not exist for the site %j", async (id) => {
    await using pages = await openPages(two);
    expect((await pages.get(`/sites/${id}/feed.ics`)).status).toBe(404);
  });
});

describe("a conditional request for a feed", () => {
  it("gets 304 without a body as long as nothing changed, and the new feed once something did", async () => {
    await using pages = await openPages(two);
    const etag = (await pages.get("/feed.ics")).headers.get("ETag") ?? "";
    const again = await pages.get("/feed.ics", { "If-None-Match": `"x", ${etag}` });
    expect([again.status, await again.text(), again.headers.get("ETag")]).toEqual([304, "", etag]);

    pages.clock += 60_000;
    await pages.show("Club A", [event("1@a", { title: "Changed" })]);
    const changed = await pages.get("/feed.ics", { "If-None-Match": etag });
    expect(changed.status).toBe(200);
    expect(await changed.text()).toContain("SUMMARY:Changed");
  });

  it("touches no object for a 304", async () => {
    await using pages = await openPages(two);
    const etag = (await pages.get("/feed.ics")).headers.get("ETag") ?? "";
    const answers = pages.store.commons as { published: unknown };
    answers.published = () => {
      throw new Error("objects were read");
    };
    expect((await pages.get("/feed.ics", { "If-None-Match": etag })).status).toBe(304);
  });

  it("has another tag for another window and another site", async () => {
    await using pages = await openPages(two);
    const paths = ["/feed.ics", "/feed.ics?from=2026-03-20", "/sites/1/feed.ics", "/sites/2/feed.ics"];
    const tags = await Promise.all(paths.map(async (path) => (await pages.get(path)).headers.get("ETag")));
    expect(new Set(tags).size).toBe(paths.length);
  });

  it("gets 304 by date, but not within the second of the change, to which more could follow", async () => {
    await using pages = await openPages(two);
    expect((await pages.get("/feed.ics")).headers.get("Last-Modified")).toBeNull();
    pages.clock += 1000;
    const date = (await pages.get("/feed.ics")).headers.get("Last-Modified") ?? "";
    expect(Date.parse(date)).toBe(NOW);
    const ask = async (since: string) =>
      (await pages.get("/feed.ics", { "If-Modified-Since": since })).status;
    expect(await ask(date)).toBe(304);
    expect(await ask(new Date(NOW - 1000).toUTCString())).toBe(200);
    expect(await ask("nonsense")).toBe(200);
  });

  it("goes by the tag where it has both", async () => {
    await using pages = await openPages(two);
    pages.clock += 1000;
    const date = (await pages.get("/feed.ics")).headers.get("Last-Modified") ?? "";
    const answer = await pages.get("/feed.ics", { "If-None-Match": '"other"', "If-Modified-Since": date });
    expect(answer.status).toBe(200);
  });
});
