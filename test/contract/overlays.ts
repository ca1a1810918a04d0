import { describe, expect, test } from "vitest";
import type { Overlay } from "../../src/core/model/overlay.ts";
import type { Store } from "../../src/store/contract.ts";
import {
  DAY,
  declared,
  deletion,
  expandAll,
  feedSite,
  HOUR,
  NOW,
  peerSite,
  poll,
  version,
  vevent,
} from "./samples.ts";
import type { StoreKind } from "./store.ts";

const NONE: Overlay = { hidden: false, kept: null, frozen: null, note: "" };
const HIDDEN: Overlay = { ...NONE, hidden: true, note: "spam" };

const titles = async (store: Store, text?: string) =>
  (await store.commons.list({ limit: 9, ...(text === undefined ? {} : { text }) })).rows.map(
    ({ event }) => event.title,
  );
const published = async (store: Store) =>
  (await store.commons.published({ tombstonesSince: 0, after: "", limit: 9 })).map(({ version }) => version);

export function overlaysContract({ place }: StoreKind): void {
  describe("shows otherwise here", () => {
    test("what is hidden: nowhere, and for good, while it goes on elsewhere as before", async () => {
      await using at = await place();
      await using store = await at.open();
      const [f = 0, p = 0] = await declared(store, feedSite("f"), peerSite("p"));
      await poll(store, f, [vevent("1@a"), vevent("2@a")]);
      const [head, before] = [await store.repair.head(), await store.commons.lastChange([f])];
      const fingerprints = await store.repair.fingerprints();
      await store.commons.overlay("1@a", HIDDEN, NOW + HOUR);
      expect(await titles(store)).toEqual(["Event 2@a"]);
      expect((await published(store)).map(({ uid }) => uid)).toEqual(["2@a"]);
      expect((await store.commons.recent({ limit: 9 })).map(({ uid }) => uid)).toEqual(["2@a"]);
      expect(await store.commons.shown(["1@a", "2@a"])).toEqual(new Set(["2@a"]));
      expect((await store.statistics()).events).toBe(1);
      expect(await store.commons.get("1@a")).toMatchObject({ shown: null, overlay: HIDDEN, admitted: true });
      expect((await store.commons.lastChange([f])).seq).toBeGreaterThan(before.seq);

      expect((await store.repair.changes(head, 9)).items).toEqual([]);
      expect(await store.repair.fingerprints()).toEqual(fingerprints);
      const batch = await store.deliveries.nextBatch(p, NOW, { objects: 9, bytes: 1_000_000 });
      expect(batch?.versions.map(({ uid }) => uid)).toEqual(["1@a", "2@a"]);

      // No import undoes it, and no next version.
      await poll(store, f, [vevent("1@a", { SUMMARY: "Changed" }), vevent("2@a")], NOW + DAY);
      await store.commons.apply([{ version: version("1@a", 9), siteId: p }], NOW + DAY);
      expect(await titles(store)).toEqual(["Event 2@a"]);
      expect(await store.commons.overlaid()).toEqual(["1@a"]);
      await store.commons.overlay("1@a", null, NOW + 2 * DAY);
      expect(await titles(store)).toEqual(["Event 1@a", "Event 2@a"]);
      expect(await store.commons.overlaid()).toEqual([]);
    });

    test("fields that are kept: found and listed by them, whatever the winner becomes", async () => {
      await using at = await place();
      await using store = await at.open();
      const apply = (...arriving: readonly ReturnType<typeof version>[]) =>
        store.commons.apply(
          arriving.map((version) => ({ version, siteId: null })),
          NOW,
        );
      await apply(version("1@a", 1, { CATEGORIES: "Music" }));
      await store.commons.overlay("1@a", { ...NONE, kept: { title: "Ours", tags: ["Jazz"] } }, NOW);
      await apply(version("1@a", 2, { SUMMARY: "Theirs", CATEGORIES: "Music", LOCATION: "Hall" }));
      expect(await titles(store, "ours hall")).toEqual(["Ours"]);
      expect(await titles(store, "theirs")).toEqual([]);
      expect((await store.commons.list({ tags: ["jazz"], limit: 9 })).rows).toHaveLength(1);
      expect((await store.commons.list({ tags: ["music"], limit: 9 })).rows).toHaveLength(0);
      const found = await store.commons.get("1@a");
      expect(found?.winner?.text).toContain("Theirs");
      expect(found?.shown?.text).toContain("Ours");
      // What is published is the winner.
      expect((await published(store)).map(({ text }) => text)).toEqual([found?.winner?.text]);
      await apply(deletion("1@a", 3));
      expect(await titles(store)).toEqual([]);
    });

    test("what is frozen: even where a deletion wins, and up to the horizon", async () => {
      await using at = await place();
      await using store = await at.open();
      const weekly = version("1@a", 1, { SUMMARY: "Weekly", RRULE: "FREQ=WEEKLY" });
      await store.commons.apply([{ version: weekly, siteId: null }], NOW);
      await store.commons.overlay("1@a", { ...NONE, frozen: weekly.text }, NOW);
      await store.commons.apply([{ version: version("1@a", 2, { SUMMARY: "Once" }), siteId: null }], NOW);
      const in3Years = { from: NOW + 3 * 366 * DAY, to: NOW + 3 * 366 * DAY + 7 * DAY, limit: 9 };
      expect((await store.commons.list(in3Years)).rows).toHaveLength(0);
      await expandAll(store, NOW + 2 * 366 * DAY);
      expect((await store.commons.list(in3Years)).rows).toHaveLength(1);
      await store.commons.apply([{ version: deletion("1@a", 3), siteId: null }], NOW);
      expect((await store.commons.list({ limit: 1 })).rows.map(({ event }) => event.title)).toEqual([
        "Weekly",
      ]);
    });

    test("so that who reads a feed again reads it anew", async () => {
      await using at = await place();
      await using store = await at.open();
      await store.commons.apply([{ version: version("1@a", 1), siteId: null }], NOW);
      const seqs: number[] = [];
      for (const overlay of [null, HIDDEN, null]) {
        await store.commons.overlay("1@a", overlay, NOW);
        seqs.push((await store.commons.lastChange()).seq);
      }
      expect(new Set(seqs).size).toBe(3);
    });

    test("nothing of what is not known", async () => {
      await using at = await place();
      await using store = await at.open();
      await expect(store.commons.overlay("1@a", HIDDEN, NOW)).rejects.toMatchObject({ problem: "not-found" });
    });
  });
}
