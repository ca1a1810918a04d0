import { describe, expect, it } from "vitest";
import { event, openPages } from "../../../support/pages.ts";
import { chips } from "./words.ts";

describe("filters of the agenda", () => {
  it("are led to by tags and places, and can be taken away one by one", async () => {
    await using pages = await openPages({
      Club: [
        event("1@a", {
          title: "Jazz",
          lines: ["CATEGORIES:music,jazz", "LOCATION:Town Hall, Main St", "GEO:38.5;-121.7"],
        }),
      ],
    });
    const agenda = await pages.text("/");
    expect(agenda).toContain('href="/?tag=music"');
    expect(agenda).toContain('href="/?place=Town+Hall"');
    const page = await pages.text("/events/1@a");
    expect(page).toContain('href="/?place=Town+Hall"');
    expect(page).toContain('href="/?near=38.5,-121.7&amp;radius=2km"');
    const html = await pages.text("/?tag=music&tag=jazz&near=38.5,-121.7&radius=5km");
    expect(chips(html)).toEqual([
      ["music", "/?tag=jazz&near=38.5,-121.7&radius=5km"],
      ["jazz", "/?tag=music&near=38.5,-121.7&radius=5km"],
      ["within 5 km of 38.5, -121.7", "/?tag=jazz&tag=music"],
    ]);
    expect(html).toMatch(/<option value="music" selected>\s*music \(1\)/);
    expect(html).toContain('<input type="hidden" name="tag" value="jazz" />');
    expect(html).toContain("<title>Test city · music or jazz, within 5 km of 38.5, -121.7</title>");
  });

  it("offer to subscribe to just this", async () => {
    await using pages = await openPages({ Club: [event("1@a", { lines: ["CATEGORIES:music"] })] });
    const html = await pages.text("/?tag=music");
    expect(html).toContain('href="webcal://calendar.example/feed.ics?tag=music"');
    expect(html).toContain('href="/subscribe?tag=music"');
    for (const path of ["/feed.ics", "/feed.atom", "/events.json"])
      expect(html).toMatch(
        new RegExp(
          `<link rel="alternate" type="[^"]*" title="Test city · music" href="${path}\\?tag=music" />`,
        ),
      );
  });

  it("stay while pages are turned", async () => {
    const many = Array.from({ length: 70 }, (_, n) => event(`${n}@a`, { lines: ["CATEGORIES:music"] }));
    await using pages = await openPages({ Club: [...many, event("x@a", { title: "Other" })] });
    const next = /rel="next" href="([^"]*)"/.exec(await pages.text("/?tag=music"))?.[1] ?? "";
    const html = await pages.text(next.replaceAll("&amp;", "&"));
    expect(html.match(/class="p-name"/g)).toHaveLength(10);
    expect(html).toContain('<a href="/?tag=music">Back to the first page</a>');
  });

  it("stand in the address without what the form left empty", async () => {
    await using pages = await openPages({ Club: [event("1@a")] });
    const answer = await pages.get("/?q=&from=&to=&tag=music&place=&site=&near=&radius=10km");
    expect([answer.status, answer.headers.get("Location")]).toEqual([303, "/?tag=music"]);
    expect((await pages.get("/?q=")).headers.get("Location")).toBe("/");
  });
});
