import { describe, expect, test } from "vitest";
import type { Store } from "../../src/store/contract.ts";
import { DAY, declared, deletion, feedSite, NOW, poll, version, vevent } from "./samples.ts";
import type { StoreKind } from "./store.ts";

async function facets(store: Store, kind: "tags" | "places", from = NOW, limit = 100) {
  const found = await store.commons.facets(kind, { from, limit });
  return found.map(({ name, events }) => `${name} ${events}`);
}

async function enter(store: Store, ...versions: readonly ReturnType<typeof version>[]): Promise<void> {
  await store.commons.apply(
    versions.map((version) => ({ version, siteId: null })),
    NOW,
  );
}

export function facetsContract({ place }: StoreKind): void {
  describe("counts what is to come", () => {
    test("by tag, the most frequent first, as it is mostly written", async () => {
      await using at = await place();
      await using store = await at.open();
      await enter(
        store,
        version("1", 1, { CATEGORIES: "Music,Jazz" }),
        version("2", 1, { CATEGORIES: "Music,MUSIC" }),
        version("3", 1, { CATEGORIES: "MUSIC,Books" }),
        version("4", 1),
      );
      expect(await facets(store, "tags")).toEqual(["Music 3", "Books 1", "Jazz 1"]);
      expect(await facets(store, "tags", NOW, 1)).toEqual(["Music 3"]);
    });

    test("by the local tags of sites as well, each event once", async () => {
      await using at = await place();
      await using store = await at.open();
      const [a = 0, b = 0] = await declared(
        store,
        feedSite("a", { tags: ["Town", "music"] }),
        feedSite("b", { tags: ["Town"] }),
      );
      await poll(store, a, [vevent("1", { CATEGORIES: "Music" }), vevent("2")]);
      await poll(store, b, [vevent("2"), vevent("3", { CATEGORIES: "town" })]);
      const [town, music] = await facets(store, "tags");
      expect(town).toBe("Town 3");
      expect(music?.toLowerCase()).toBe("music 2");
    });

    test("by the first part of the location", async () => {
      await using at = await place();
      await using store = await at.open();
      await enter(
        store,
        version("1", 1, { LOCATION: "Grand Hall\\, Main Street 1" }),
        version("2", 1, { LOCATION: "Grand Hall" }),
        version("3", 1, { LOCATION: "GRAND  HALL\\nCellar" }),
        version("4", 1, { LOCATION: "Park" }),
        version("5", 1, { LOCATION: "\\, Nowhere" }),
        version("6", 1),
      );
      expect(await facets(store, "places")).toEqual(["Grand Hall 3", "Park 1"]);
    });

    test("and not what is over, or deleted", async () => {
      await using at = await place();
      await using store = await at.open();
      const tag = (CATEGORIES: string) => ({ CATEGORIES });
      await enter(
        store,
        version("past", 1, { ...tag("past"), DTSTART: "20260301T190000Z" }),
        version("long", 1, { ...tag("going on"), DTSTART: "20260301T190000Z", DTEND: "20260401T190000Z" }),
        version("weekly", 1, { ...tag("weekly"), DTSTART: "20260301T190000Z", RRULE: "FREQ=WEEKLY" }),
        version("gone", 1, tag("gone")),
        deletion("gone", 2),
      );
      expect(await facets(store, "tags")).toEqual(["going on 1", "weekly 1"]);
      expect(await facets(store, "tags", NOW + 30 * DAY)).toEqual(["weekly 1"]);
      expect(await facets(store, "tags", 0)).toEqual(["going on 1", "past 1", "weekly 1"]);
    });
  });
}
