import { describe, expect, test } from "vitest";
import type { Store } from "../../src/store/contract.ts";
import { DAY, declared, deletion, feedSite, HOUR, NOW, poll, version, vevent } from "./samples.ts";
import type { StoreKind } from "./store.ts";

type Wanted = Parameters<Store["commons"]["published"]>[0];

async function uids(store: Store, wanted: Partial<Wanted> = {}): Promise<readonly string[]> {
  const found = await store.commons.published({ tombstonesSince: 0, after: "", limit: 100, ...wanted });
  return found.map(({ version }) => version.uid);
}

export function publishedContract({ place }: StoreKind): void {
  describe("publishes winners", () => {
    test("in the order of their UIDs, some at a time", async () => {
      await using at = await place();
      await using store = await at.open();
      const all = ["10@a", "1@a", "B@a", "a@a", "é@a"];
      await store.commons.apply(
        all.map((uid) => ({ version: version(uid, 1), siteId: null })),
        NOW,
      );
      expect(await uids(store)).toEqual(["10@a", "1@a", "B@a", "a@a", "é@a"]);
      expect(await uids(store, { after: "1@a", limit: 2 })).toEqual(["B@a", "a@a"]);
    });

    test("with when they changed and the tags of the sites that show them", async () => {
      await using at = await place();
      await using store = await at.open();
      const [a = 0] = await declared(store, feedSite("a", { tags: ["one"] }));
      await poll(store, a, [vevent("1@a")], NOW + HOUR);
      const [found] = await store.commons.published({ tombstonesSince: 0, after: "", limit: 1 });
      expect(found).toMatchObject({ changedAt: NOW + HOUR, tags: ["one"], version: { uid: "1@a", hop: 1 } });
    });

    test("and deleted ones only as long as tombstones are shown", async () => {
      await using at = await place();
      await using store = await at.open();
      await store.commons.apply([{ version: deletion("1@a", 1), siteId: null }], NOW);
      expect(await uids(store, { tombstonesSince: NOW })).toEqual(["1@a"]);
      expect(await uids(store, { tombstonesSince: NOW, from: NOW + 100 * DAY })).toEqual(["1@a"]);
      expect(await uids(store, { tombstonesSince: NOW + 1 })).toEqual([]);
    });

    test("of a window: what begins in it or reaches into it, each once, whichever edge is given, and what is deleted", async () => {
      await using at = await place();
      await using store = await at.open();
      const events: Readonly<Record<string, Record<string, string>>> = {
        before: { DTSTART: "20300301T100000Z", DTEND: "20300301T110000Z" },
        ending: { DTSTART: "20300309T230000Z", DTEND: "20300310T000000Z" },
        "for months": { DTSTART: "20291201T000000Z", DTEND: "20300601T000000Z" },
        first: { DTSTART: "20300310T000000Z", DTEND: "20300310T000000Z" },
        next: { DTSTART: "20300312T000000Z", DTEND: "20300312T010000Z" },
      };
      const versions = Object.entries(events).map(([uid, lines]) => version(uid, 1, lines));
      await store.commons.apply(
        [...versions, deletion("gone", 1)].map((each) => ({ version: each, siteId: null })),
        NOW,
      );
      const [from, to] = [Date.UTC(2030, 2, 10), Date.UTC(2030, 2, 12)];
      expect(await uids(store, { from, to })).toEqual(["first", "for months", "gone"]);
      expect(await uids(store, { from })).toEqual(["first", "for months", "gone", "next"]);
      expect(await uids(store, { to: from })).toEqual(["before", "ending", "for months", "gone"]);
      expect(await uids(store, { from, to, after: "first", limit: 1 })).toEqual(["for months"]);
    });

    test("of one site: also what it shows no more", async () => {
      await using at = await place();
      await using store = await at.open();
      const [a = 0, b = 0] = await declared(store, feedSite("a"), feedSite("b"));
      await poll(store, a, [vevent("1@a"), vevent("2@a")]);
      await poll(store, b, [vevent("2@a"), vevent("3@a")]);
      await poll(store, b, [vevent("3@a")], NOW + HOUR);
      expect(await uids(store, { siteIds: [b] })).toEqual(["2@a", "3@a"]);
    });

    test("by their last change, newest first, without deleted ones, as far as filter and window hold", async () => {
      await using at = await place();
      await using store = await at.open();
      const recent = async (wanted: Partial<Parameters<Store["commons"]["recent"]>[0]> = {}) =>
        (await store.commons.recent({ limit: 100, ...wanted })).map(({ uid }) => uid);
      const apply = (...[uid, revision, lines]: Parameters<typeof version>) =>
        store.commons.apply(
          [{ version: version(uid, revision, lines), siteId: null }],
          NOW + revision * HOUR,
        );
      await apply("a", 1);
      await apply("b", 1, { DTSTART: "20300319T230000Z" });
      await apply("c", 1);
      await store.commons.apply([{ version: deletion("d", 1), siteId: null }], NOW);
      await apply("a", 2, { CATEGORIES: "music" });
      expect(await recent()).toEqual(["a", "c", "b"]);
      expect(await recent({ limit: 2 })).toEqual(["a", "c"]);
      expect(await recent({ tags: ["music"] })).toEqual(["a"]);
      expect(await recent({ from: Date.UTC(2030, 0, 1) })).toEqual(["b"]);
      expect(await store.commons.recent({ limit: 1 })).toEqual([{ uid: "a", changedAt: NOW + 2 * HOUR }]);
    });

    test("by the last change of what is published: a rival and a shorter way are none", async () => {
      await using at = await place();
      await using store = await at.open();
      const [first, second] = [version("a", 1, { SUMMARY: "one" }), version("b", 1)];
      const rival = version("a", 1, { SUMMARY: "two" });
      const [wins, loses] = first.digest > rival.digest ? [first, rival] : [rival, first];
      const apply = (version: typeof first, now: number) =>
        store.commons.apply([{ version, siteId: null }], now);
      await apply(wins, NOW);
      await apply(second, NOW + HOUR);
      await apply(loses, NOW + 2 * HOUR);
      await apply({ ...wins, hop: 0 }, NOW + 3 * HOUR);
      expect(await store.commons.recent({ limit: 9 })).toEqual([
        { uid: "b", changedAt: NOW + HOUR },
        { uid: "a", changedAt: NOW },
      ]);
    });

    test("with an occurrence in a window", async () => {
      await using at = await place();
      await using store = await at.open();
      const versions = [
        version("before", 1, { DTSTART: "20260319T230000Z" }),
        version("into", 1, { DTSTART: "20260319T233000Z" }),
        version("within", 1, { DTSTART: "20260320T190000Z" }),
        version("weekly", 1, { DTSTART: "20260306T190000Z", RRULE: "FREQ=WEEKLY" }),
        version("after", 1, { DTSTART: "20260321T000000Z" }),
      ];
      await store.commons.apply(
        versions.map((version) => ({ version, siteId: null })),
        NOW,
      );
      const [from, to] = [Date.UTC(2026, 2, 20), Date.UTC(2026, 2, 21)];
      expect(await uids(store, { from, to })).toEqual(["into", "weekly", "within"]);
      expect(await uids(store, { to })).toEqual(["before", "into", "weekly", "within"]);
      expect(await uids(store, { from })).toEqual(["after", "into", "weekly", "within"]);
    });
  });

  describe("says when what it publishes has changed", () => {
    test("of all, and of each site, and never without need", async () => {
      await using at = await place();
      await using store = await at.open();
      const [a = 0, b = 0] = await declared(store, feedSite("a"), feedSite("b"));
      const changes = async () => [
        await store.commons.lastChange(),
        await store.commons.lastChange([a]),
        await store.commons.lastChange([b]),
      ];
      const seqs = async () => (await changes()).map(({ seq }) => seq);
      /** Which of all, a and b have moved. */
      const moved = async (work: () => Promise<unknown>) => {
        const before = await seqs();
        await work();
        return (await seqs()).map((seq, n) => seq > (before[n] ?? 0));
      };
      const event = vevent("1@a");
      expect(await moved(() => poll(store, a, [event], NOW + 1))).toEqual([true, true, false]);
      expect((await changes())[1]?.at).toBe(NOW + 1);
      expect(await moved(() => poll(store, a, [event], NOW + 2))).toEqual([false, false, false]);
      expect(await moved(() => poll(store, b, [event], NOW + 3))).toEqual([true, true, true]);
      expect(await moved(() => poll(store, b, [], NOW + 4))).toEqual([true, true, true]);
      const own = { version: version("2@a", 1), siteId: null };
      expect(await moved(() => store.commons.apply([own], NOW + 5))).toEqual([true, false, false]);
      const later = { version: version("1@a", 9), siteId: null };
      expect(await moved(() => store.commons.apply([later], NOW + 6))).toEqual([true, true, true]);
      const shown = { version: version("2@a", 1), siteId: b };
      expect(await moved(() => store.commons.apply([shown], NOW + 7))).toEqual([true, false, true]);
      expect(await moved(() => store.commons.apply([shown], NOW + 8))).toEqual([false, false, false]);
      const tagged = () => declared(store, feedSite("a", { tags: ["x"] }), feedSite("b"));
      expect(await moved(tagged)).toEqual([true, true, true]);
      expect(await moved(tagged)).toEqual([false, false, false]);
    });
  });
}
