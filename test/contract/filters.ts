import { describe, expect, test } from "vitest";
import type { EventFilter } from "../../src/core/model/filter.ts";
import type { Store } from "../../src/store/contract.ts";
import { DAY, declared, deletion, feedSite, HOUR, NOW, poll, version, vevent } from "./samples.ts";
import type { StoreKind } from "./store.ts";

async function published(store: Store, filter: EventFilter, tombstonesSince = NOW + DAY) {
  const found = await store.commons.published({ ...filter, tombstonesSince, after: "", limit: 100 });
  return found.map(({ version }) => version.uid);
}

/** UIDs that lists and feeds give, which must agree. */
async function found(store: Store, filter: EventFilter): Promise<readonly string[]> {
  const { rows } = await store.commons.list({ ...filter, limit: 100 });
  const listed = rows.map(({ event }) => event.uid).toSorted();
  expect(await published(store, filter)).toEqual(listed);
  return listed;
}

async function enter(store: Store, ...versions: readonly ReturnType<typeof version>[]): Promise<void> {
  await store.commons.apply(
    versions.map((version) => ({ version, siteId: null })),
    NOW,
  );
}

const BERLIN = { latitude: 52.52, longitude: 13.405 };

export function filtersContract({ place }: StoreKind): void {
  describe("finds events by a filter, for lists and feeds alike", () => {
    test.each<[string, EventFilter, readonly string[]]>([
      ["a tag", { tags: ["music"] }, ["concert", "festival"]],
      ["a tag, however it is written", { tags: [" MUSIC "] }, ["concert", "festival"]],
      ["a tag of two words", { tags: ["Open  air"] }, ["festival"]],
      ["any of several tags", { tags: ["Jazz", "Books"] }, ["concert", "reading"]],
      ["a tag that nothing has", { tags: ["jaz"] }, []],
      ["none of no tags", { tags: [] }, []],
      ["a place", { places: ["grand hall"] }, ["concert", "reading"]],
      ["a whole location", { places: ["Grand Hall, Main Street 1"] }, ["concert"]],
      ["no other room of a place", { places: ["Grand Hall, Cellar"] }, ["reading"]],
      ["any of several places", { places: ["Park", "Grand Hall, Cellar"] }, ["festival", "reading"]],
      ["a circle", { near: { ...BERLIN, radius: 1_000 } }, ["concert"]],
      ["a wider circle", { near: { ...BERLIN, radius: 30_000 } }, ["concert", "festival"]],
      ["the whole earth", { near: { ...BERLIN, radius: 30_000_000 } }, ["concert", "festival"]],
      ["words and a tag", { text: "night", tags: ["music"] }, ["concert"]],
      ["a tag and a place", { tags: ["books"], places: ["grand hall"] }, ["reading"]],
      ["a place and a circle", { places: ["grand hall"], near: { ...BERLIN, radius: 1_000 } }, ["concert"]],
      ["a tag and words that do not go together", { tags: ["books"], text: "jazz" }, []],
      ["signs that are no words", { text: "?!" }, []],
      ["nothing", {}, ["concert", "festival", "plain", "reading"]],
    ])("%s", async (_, filter, uids) => {
      await using at = await place();
      await using store = await at.open();
      await enter(
        store,
        version("concert", 1, {
          SUMMARY: "Jazz night",
          CATEGORIES: "Music,Jazz",
          LOCATION: "Grand Hall\\, Main Street 1",
          GEO: "52.521;13.411",
        }),
        version("festival", 1, { CATEGORIES: "music,OPEN AIR", LOCATION: "Park", GEO: "52.4;13.1" }),
        version("reading", 1, {
          SUMMARY: "Night of books",
          CATEGORIES: "Books",
          LOCATION: "grand  hall\\, Cellar",
        }),
        version("plain", 1),
      );
      expect(await found(store, filter)).toEqual(uids);
    });

    test.each([
      ["across the antimeridian", { latitude: 0, longitude: 179.9 }, "0;-179.9", "0;-179.7", 25_000],
      ["across it from the other side", { latitude: 0, longitude: -179.9 }, "0;179.9", "0;179.7", 25_000],
      ["over the north pole", { latitude: 89.95, longitude: 0 }, "89.95;180", "89.8;180", 12_000],
      ["over the south pole", { latitude: -89.95, longitude: 90 }, "-89.95;-90", "-89.8;-90", 12_000],
      ["in a corner of its box", { latitude: 60, longitude: 10 }, "60.06;10.12", "60.08;10.16", 10_000],
      ["up to its edge", { latitude: 0, longitude: 0 }, "1;0", "1.001;0", 111_196],
    ])("within a circle %s, and not what is just outside", async (_, centre, inside, outside, radius) => {
      await using at = await place();
      await using store = await at.open();
      await enter(store, version("in", 1, { GEO: inside }), version("out", 1, { GEO: outside }));
      expect(await found(store, { near: { ...centre, radius } })).toEqual(["in"]);
    });

    test("by the local tags of the sites that ever showed them, as they are now", async () => {
      await using at = await place();
      await using store = await at.open();
      const sites = (...tags: readonly string[]) => [feedSite("a", { tags }), feedSite("b", { tags: ["B"] })];
      const [a = 0, b = 0] = await declared(store, ...sites("Town"));
      await poll(store, a, [vevent("1"), vevent("2", { CATEGORIES: "music" })]);
      await poll(store, b, [vevent("2", { CATEGORIES: "music" }), vevent("3", { CATEGORIES: "town" })]);
      await poll(store, a, [vevent("1")], NOW + HOUR);
      expect(await found(store, { tags: ["TOWN"] })).toEqual(["1", "2", "3"]);
      expect(await found(store, { tags: ["town", "b"] })).toEqual(["1", "2", "3"]);
      expect(await found(store, { tags: ["town"], siteIds: [b] })).toEqual(["2", "3"]);
      expect(await found(store, { tags: ["b"], siteIds: [a] })).toEqual(["2"]);
      await declared(store, ...sites("City"));
      expect(await found(store, { tags: ["town"] })).toEqual(["3"]);
      expect(await found(store, { tags: ["city"] })).toEqual(["1", "2"]);
    });

    test("of any of several sites, each once", async () => {
      await using at = await place();
      await using store = await at.open();
      const [a = 0, b = 0, c = 0] = await declared(store, feedSite("a"), feedSite("b"), feedSite("c"));
      await poll(store, a, [vevent("1"), vevent("2")]);
      await poll(store, b, [vevent("2"), vevent("3")]);
      await poll(store, c, [vevent("4")]);
      expect(await found(store, { siteIds: [a, b] })).toEqual(["1", "2", "3"]);
      expect(await found(store, { siteIds: [] })).toEqual([]);
      expect(await found(store, { siteIds: [99] })).toEqual([]);
    });

    test("and says of several sites when the last of them changed", async () => {
      await using at = await place();
      await using store = await at.open();
      const [a = 0, b = 0, c = 0] = await declared(store, feedSite("a"), feedSite("b"), feedSite("c"));
      await poll(store, b, [vevent("1")], NOW + 1);
      await poll(store, a, [vevent("2")], NOW + 2);
      await poll(store, c, [vevent("3")], NOW + 3);
      const change = await store.commons.lastChange([a, b]);
      expect(change).toEqual(await store.commons.lastChange([a]));
      expect(change.at).toBe(NOW + 2);
      expect(await store.commons.lastChange([])).toEqual({ seq: 0, at: 0 });
      await expect(store.commons.lastChange([a, 99])).rejects.toMatchObject({ problem: "not-found" });
    });

    test("as they are now, not as they were", async () => {
      await using at = await place();
      await using store = await at.open();
      const before = { CATEGORIES: "Jazz", LOCATION: "Hall", GEO: "52.52;13.405" };
      await enter(store, version("1", 1, before), version("1", 2, { CATEGORIES: "Blues", LOCATION: "Park" }));
      expect(await found(store, { tags: ["jazz"] })).toEqual([]);
      expect(await found(store, { places: ["hall"] })).toEqual([]);
      expect(await found(store, { near: { ...BERLIN, radius: 1_000 } })).toEqual([]);
      expect(await found(store, { tags: ["blues"], places: ["park"] })).toEqual(["1"]);
    });

    test("of a hostile number of tags, and with names of any length", async () => {
      await using at = await place();
      await using store = await at.open();
      const many = Array.from({ length: 5_000 }, (_, n) => `t${n}`).join(",");
      await enter(
        store,
        version("1", 1, { CATEGORIES: many, LOCATION: "x".repeat(5_000) }),
        version("2", 1, { CATEGORIES: `${"y".repeat(5_000)},Short` }),
      );
      expect(await found(store, { tags: ["t7"] })).toEqual(["1"]);
      expect(await found(store, { tags: ["short"] })).toEqual(["2"]);
      expect(await found(store, { places: ["x".repeat(5_000)] })).toEqual([]);
    });
  });

  describe("of deleted events", () => {
    const filters: readonly (readonly [string, EventFilter])[] = [
      ["tag", { tags: ["jazz"] }],
      ["place", { places: ["hall"] }],
      ["circle", { near: { ...BERLIN, radius: 1_000 } }],
      ["search", { text: "concert" }],
    ];

    test.each(filters)("publishes the stub where a %s held before, and nowhere else", async (_, filter) => {
      await using at = await place();
      await using store = await at.open();
      const event = { SUMMARY: "Concert", CATEGORIES: "Jazz", LOCATION: "Hall", GEO: "52.52;13.405" };
      await enter(store, version("1", 1, event), version("2", 1), deletion("3", 1));
      await enter(store, deletion("1", 2), deletion("2", 2));
      expect(await published(store, filter, NOW)).toEqual(["1"]);
      expect(await published(store, { ...filter, siteIds: [1] }, NOW)).toEqual([]);
      expect(await published(store, filter, NOW + 1)).toEqual([]);
      expect((await store.commons.list({ ...filter, limit: 10 })).rows).toEqual([]);
      await store.commons.maintain(NOW + 89 * DAY);
      expect(await published(store, filter, NOW)).toEqual(["1"]);
      await store.commons.maintain(NOW + 90 * DAY);
      expect(await published(store, filter, 0)).toEqual([]);
      expect(await published(store, {}, 0)).toEqual(["1", "2", "3"]);
    });

    test("finds again what comes back", async () => {
      await using at = await place();
      await using store = await at.open();
      await enter(store, version("1", 1, { CATEGORIES: "Jazz" }), deletion("1", 2));
      await enter(store, version("1", 3, { CATEGORIES: "Blues" }));
      await store.commons.maintain(NOW + 91 * DAY);
      expect(await found(store, { tags: ["jazz"] })).toEqual([]);
      expect(await found(store, { tags: ["blues"], text: "event" })).toEqual(["1"]);
    });
  });
}
