import { describe, expect, it } from "vitest";
import { event, NOW, openPages } from "../../../support/pages.ts";
import { words } from "./words.ts";

describe("the pages of saved calendars", () => {
  const music = {
    slug: "music",
    title: "Music in town",
    description: "All that sounds.",
    filter: { tags: ["music"], places: ["Town Hall"] },
    changedAt: NOW,
  };
  const shown = {
    Club: [
      event("1@a", { title: "Jazz", lines: ["CATEGORIES:music", "LOCATION:Town Hall"] }),
      event("2@a", { title: "Play", lines: ["LOCATION:Town Hall"] }),
    ],
  };

  it("show the agenda of one, and how to follow it", async () => {
    await using pages = await openPages(shown);
    await pages.store.calendars.save(music);
    const html = await pages.text("/calendars/music");
    expect(words(html)).toMatch(
      /Music in town All that sounds\. music, in Town Hall .*Friday 20 March .*Jazz/,
    );
    expect(html).not.toContain("Play");
    expect(html).toContain("webcal://calendar.example/calendars/music.ics");
    for (const end of ["ics", "atom", "json"])
      expect(html).toContain(`title="Music in town" href="/calendars/music.${end}"`);
    expect(await pages.text("/calendars")).toContain('<a href="/calendars/music">Music in town</a>');
  });

  it("say what to do where none is saved, and which there are where one is not", async () => {
    await using pages = await openPages(shown);
    expect(words(await pages.text("/calendars"))).toContain("None is saved here so far");
    await pages.store.calendars.save(music);
    const answer = await pages.get("/calendars/musik");
    expect(answer.status).toBe(404);
    expect(await answer.text()).toContain("no calendar “musik”: there are music");
  });
});
