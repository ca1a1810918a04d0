import { describe, expect, test } from "vitest";
import { declared, feedSite, HOUR, NOW, peerSite, poll, version, vevent } from "./samples.ts";
import type { StoreKind } from "./store.ts";

const LIMITS = { objects: 9, bytes: 1_000_000 };

export function provenanceContract({ place }: StoreKind): void {
  describe("knows how versions came", () => {
    test("that stand, each by itself, whatever came of them before", async () => {
      await using at = await place();
      await using store = await at.open();
      const [p = 0] = await declared(store, peerSite("p"));
      const [one, two] = [version("1@a", 1, { SUMMARY: "One" }), version("1@a", 1, { SUMMARY: "Two" })];
      await store.commons.apply([{ version: one, siteId: null, enteredBy: "Ada" }], NOW);
      await store.commons.apply([{ version: two, siteId: p }], NOW + HOUR);
      // Hearing it again, on a shorter way, is no other origin.
      await store.commons.apply([{ version: { ...one, hop: 0 }, siteId: p }], NOW + 2 * HOUR);
      const found = await store.commons.get("1@a");
      expect(found?.standing).toHaveLength(2);
      expect(found?.standing).toEqual(
        expect.arrayContaining([
          {
            version: { ...one, hop: 0 },
            receivedAt: NOW,
            receivedFrom: null,
            enteredBy: "Ada",
            waits: false,
          },
          { version: two, receivedAt: NOW + HOUR, receivedFrom: p, enteredBy: null, waits: false },
        ]),
      );
    });

    test("that were overtaken, came too late, or were proposed", async () => {
      await using at = await place();
      await using store = await at.open();
      const [f = 0, p = 0] = await declared(store, feedSite("f"), peerSite("p"));
      await poll(store, f, [vevent("1@a")]);
      const own = version("1@a", 3, { SUMMARY: "Own" });
      await store.commons.apply([{ version: own, siteId: null, enteredBy: "Ada" }], NOW + HOUR);
      await store.commons.apply([{ version: version("1@a", 2), siteId: p }], NOW + 2 * HOUR);
      await poll(store, f, [vevent("1@a", { SUMMARY: "Changed" })], NOW + 3 * HOUR);
      const found = await store.commons.get("1@a");
      expect(found?.standing).toMatchObject([{ receivedFrom: null, enteredBy: "Ada" }]);
      expect(
        found?.history.map((each) => [each.proposed, each.waits, each.receivedFrom, each.receivedAt]),
      ).toEqual([
        [true, true, f, NOW + 3 * HOUR],
        [false, false, p, NOW + 2 * HOUR],
        [false, false, f, NOW],
      ]);
    });

    test("and sends them to no site that they have crossed, unless a shorter way is found", async () => {
      await using at = await place();
      await using store = await at.open();
      const polled = { ...peerSite("q"), poll: "1h" };
      const [p = 0, q = 0, r = 0] = await declared(store, peerSite("p"), polled, peerSite("r"));
      // Of r, which is not polled, nobody would ever notice a lie.
      const path = ["https://q.example", "https://r.example", "https://stranger.example"];
      const came = version("1@a", 1, {}, { hop: 4 });
      await store.commons.apply([{ version: came, siteId: p, path }], NOW);
      const batch = async (peer: number) => (await store.deliveries.nextBatch(peer, NOW, LIMITS)) ?? null;
      expect(await batch(p)).toBeNull();
      expect(await batch(q)).toBeNull();
      expect((await batch(r))?.versions.map(({ hop }) => hop)).toEqual([5]);
      await store.commons.apply([{ version: { ...came, hop: 2 }, siteId: p }], NOW);
      expect((await batch(q))?.versions.map(({ hop }) => hop)).toEqual([3]);
    });
  });
}
