import { afterEach, beforeEach, describe, expect, it } from "vitest";
import type { Overlay } from "../../../../src/core/model/overlay.ts";
import { event, NOW, openPages, type Pages } from "../../../support/pages.ts";
import { against } from "../../../support/threat.ts";

const UID = "1@library.example";
const NOTHING: Overlay = { hidden: false, kept: null, frozen: null, note: "a secret reason" };

let pages: Pages;
beforeEach(async () => {
  pages = await openPages({ Library: [event(UID, { title: "Tea", lines: ["LOCATION:Hall"] })] });
});
afterEach(() => pages[Symbol.asyncDispose]());

const overlay = (part: Partial<Overlay>) => pages.store.commons.overlay(UID, { ...NOTHING, ...part }, NOW);
const status = async (path: string) => (await pages.get(path)).status;

describe("an event that this node shows otherwise", () => {
  it("is so on its page, in lists, JSON and Atom, and says so without telling why", async () => {
    await overlay({ kept: { title: "Tea is sold out" } });
    const page = await pages.text(`/events/${UID}`);
    expect(page).toContain("<title>Tea is sold out");
    expect(page).toContain("shows this event in its own way");
    expect(page).not.toContain("a secret reason");
    for (const path of ["/", "/events.json", "/feed.atom"])
      expect(await pages.text(path)).toContain("sold out");
  });

  it("says in its calendar and in feeds what is published", async () => {
    const before = await pages.text("/feed.ics");
    await overlay({ kept: { title: "Tea is sold out" } });
    expect(await pages.text("/feed.ics")).toBe(before);
    expect(await pages.text(`/events/${UID}.ics`)).toContain("SUMMARY:Tea\r\n");
    expect(await pages.text(`/events/${UID}.ics`)).toContain("NAME:Tea\r\n");
  });

  it("is nowhere once it is hidden, and back where that is taken back", async () => {
    await overlay({ hidden: true });
    for (const path of ["/", "/events.json", "/feed.atom", "/feed.ics"])
      expect(await pages.text(path)).not.toContain("Tea");
    expect(await status(`/events/${UID}`)).toBe(404);
    expect(await status(`/events/${UID}.ics`)).toBe(404);
    await pages.store.commons.overlay(UID, null, NOW);
    expect(await pages.text("/feed.ics")).toContain("SUMMARY:Tea");
    expect(await pages.text(`/events/${UID}`)).not.toContain("in its own way");
  });

  it(
    "stays as it was frozen when its feed says something else, but not once it has made it private",
    against("privacy", "a frozen event becomes private", "no local overlay outlives a withdrawal"),
    async () => {
      const { winner } = (await pages.store.commons.get(UID))!;
      await overlay({ frozen: winner!.text });
      await pages.show("Library", [event(UID, { title: "Coffee", lines: ["LOCATION:Hall"] })]);
      expect(await pages.text(`/events/${UID}`)).toContain("<title>Tea");
      expect(await pages.text("/feed.ics")).toContain("SUMMARY:Coffee");
      await pages.show("Library", [event(UID, { lines: ["CLASS:PRIVATE"] })]);
      expect(await status(`/events/${UID}`)).toBe(410);
      for (const path of ["/", "/events.json", "/feed.atom"])
        expect(await pages.text(path)).not.toContain("Tea");
    },
  );

  it("does not say that every node shows it so, where rivals stand beside it", async () => {
    const { winner } = (await pages.store.commons.get(UID))!;
    const rival = {
      ...winner!,
      by: "person" as const,
      source: null,
      digest: "0".repeat(64),
      c1: "1".repeat(64),
    };
    await pages.store.commons.apply([{ version: rival, siteId: null }], NOW);
    expect(await pages.text(`/events/${UID}`)).toContain("Every node shows this one");
    await overlay({ kept: { title: "Tea for two" } });
    expect(await pages.text(`/events/${UID}`)).toContain("this calendar shows it in its own way");
  });
});
