import { describe, expect, test } from "vitest";
import type { SavedCalendar } from "../../src/core/model/calendar.ts";
import { HOUR, NOW } from "./samples.ts";
import type { StoreKind } from "./store.ts";

const JAZZ: SavedCalendar = {
  slug: "jazz",
  title: "Jazz in town",
  description: "All that swings",
  filter: {
    text: "night",
    tags: ["Jazz", "Blues"],
    places: ["Grand Hall"],
    siteIds: [1, 2],
    near: { latitude: 52.52, longitude: 13.405, radius: 5_000 },
  },
  changedAt: NOW,
};

export function calendarsContract({ place }: StoreKind): void {
  describe("keeps saved calendars", () => {
    test("as they were saved, by title", async () => {
      await using at = await place();
      await using store = await at.open();
      const all = { ...JAZZ, slug: "everything", title: "all", filter: {} };
      expect(await store.calendars.save(JAZZ)).toBe(true);
      expect(await store.calendars.save(all)).toBe(true);
      expect(await store.calendars.bySlug("jazz")).toEqual(JAZZ);
      expect(await store.calendars.bySlug("JAZZ")).toBeNull();
      expect(await store.calendars.all()).toEqual([all, JAZZ]);
    });

    test("and replaces the one of the same slug", async () => {
      await using at = await place();
      await using store = await at.open();
      await store.calendars.save(JAZZ);
      const changed = { ...JAZZ, title: "Swing", filter: { tags: ["swing"] }, changedAt: NOW + HOUR };
      expect(await store.calendars.save(changed)).toBe(false);
      expect(await store.calendars.all()).toEqual([changed]);
    });

    test("until they are removed", async () => {
      await using at = await place();
      await using store = await at.open();
      await store.calendars.save(JAZZ);
      expect(await store.calendars.remove("jazz")).toBe(true);
      expect(await store.calendars.remove("jazz")).toBe(false);
      expect(await store.calendars.bySlug("jazz")).toBeNull();
    });
  });
}
