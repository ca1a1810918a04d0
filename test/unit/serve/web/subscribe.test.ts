import { describe, expect, it } from "vitest";
import { event, openPages } from "../../../support/pages.ts";
import { words } from "./words.ts";

describe("how to subscribe", () => {
  it("gives the address of what is asked for, for every program", async () => {
    await using pages = await openPages({ Club: [event("1@a")] });
    const html = await pages.text("/subscribe?tag=music&q=jazz");
    expect(html).toContain('value="https://calendar.example/feed.ics?q=jazz&amp;tag=music"');
    expect(html).toContain('href="webcal://calendar.example/feed.ics?q=jazz&amp;tag=music"');
    for (const program of ["Apple", "Google", "Outlook", "Thunderbird", "ICSx"])
      expect(words(html)).toContain(program);
    expect(words(html)).not.toContain("which this one does not");
    expect(await pages.text("/subscribe?site=1")).toContain("https://calendar.example/sites/1/feed.ics");
  });

  it.each([
    ["/", "webcal://calendar.example/feed.ics"],
    ["/?q=jazz", "webcal://calendar.example/feed.ics?q=jazz"],
    ["/sites/1", "webcal://calendar.example/sites/1/feed.ics"],
    ["/calendars/music", "webcal://calendar.example/calendars/music.ics"],
  ])("%s has one button, for the events that it shows", async (path, address) => {
    await using pages = await openPages({ Club: [event("1@a", { title: "Jazz" })] });
    await pages.store.calendars.save({
      slug: "music",
      title: "Music",
      description: "",
      filter: { tags: ["music"] },
      changedAt: pages.clock,
    });
    const html = await pages.text(path);
    expect([...html.matchAll(/class="button" href="(webcal:[^"]*)"/g)].map(([, to]) => to)).toEqual([
      address,
    ]);
  });
});
