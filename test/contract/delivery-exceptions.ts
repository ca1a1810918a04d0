import { describe, expect, test } from "vitest";
import type { OfferVerdict } from "../../src/core/model/verdict.ts";
import { answer, batch, contents, enter, MINUTE } from "./delivering.ts";
import { DAY, declared, HOUR, NOW, peerSite, version } from "./samples.ts";
import type { StoreKind } from "./store.ts";

export function deliveryExceptionsContract({ place }: StoreKind): void {
  describe("keeps what a peer did not take", () => {
    test("and offers a deferred version again, each time later, without holding up the others", async () => {
      await using at = await place();
      await using store = await at.open();
      const [p = 0] = await declared(store, peerSite("p"));
      await enter(store, version("1@a", 1));
      await answer(store, await batch(store, p), "deferred");
      expect(await batch(store, p)).toBeNull();
      expect(await store.deliveries.lag()).toMatchObject([{ exceptions: 1, backlog: 0 }]);
      await enter(store, version("2@a", 1));
      expect(contents(await batch(store, p))).toEqual(["2@a r1 h2"]);
      await answer(store, await batch(store, p));

      const due = await store.deliveries.nextDue();
      expect(due).toBe(NOW + 10 * MINUTE);
      expect(await store.deliveries.due(NOW + 10 * MINUTE)).toHaveLength(1);
      const again = await batch(store, p, NOW + 10 * MINUTE);
      expect(contents(again)).toEqual(["1@a r1 h2"]);
      await answer(store, again, "deferred", NOW + 10 * MINUTE);
      expect(await store.deliveries.nextDue()).toBe(NOW + 30 * MINUTE);
      await answer(store, await batch(store, p, NOW + HOUR), "accepted", NOW + HOUR);
      expect(await store.deliveries.lag()).toMatchObject([{ exceptions: 0 }]);
      expect(await batch(store, p, NOW + DAY)).toBeNull();
    });

    test("and offers a rejected one only once it has changed, or at a replay", async () => {
      await using at = await place();
      await using store = await at.open();
      const [p = 0] = await declared(store, peerSite("p"));
      await enter(store, version("1@a", 1), version("2@a", 1));
      await answer(store, await batch(store, p), "rejected");
      expect(await batch(store, p, NOW + 9 * DAY)).toBeNull();
      expect(await store.deliveries.lag()).toMatchObject([{ exceptions: 2 }]);
      await enter(store, version("1@a", 2));
      await answer(store, await batch(store, p));
      expect(await store.deliveries.lag()).toMatchObject([{ exceptions: 1 }]);
      await store.deliveries.replay(p, NOW);
      expect(contents(await batch(store, p))).toEqual(["2@a r1 h2"]);
    });

    test("and offers a newer version instead of a deferred one", async () => {
      await using at = await place();
      await using store = await at.open();
      const [p = 0] = await declared(store, peerSite("p"));
      await enter(store, version("1@a", 1));
      await answer(store, await batch(store, p), "deferred");
      await enter(store, version("1@a", 2));
      await answer(store, await batch(store, p));
      expect(await batch(store, p, NOW + DAY)).toBeNull();
      expect(await store.deliveries.nextDue()).toBeNull();
    });

    test("and has nothing due any more once the peer itself has shown a deferred version", async () => {
      await using at = await place();
      await using store = await at.open();
      const [p = 0] = await declared(store, peerSite("p"));
      await enter(store, version("1@a", 1));
      await answer(store, await batch(store, p), "deferred");
      await store.commons.apply([{ version: version("1@a", 1), siteId: p }], NOW);
      expect(await batch(store, p, NOW + DAY)).toBeNull();
      expect(await store.deliveries.due(NOW + DAY)).toEqual([]);
      expect(await store.deliveries.nextDue()).toBeNull();
    });

    test("and offers a deferred version together with its new rival, each once", async () => {
      await using at = await place();
      await using store = await at.open();
      const [p = 0] = await declared(store, peerSite("p"));
      await enter(store, version("1@a", 1, { SUMMARY: "One" }));
      await answer(store, await batch(store, p), "deferred");
      await enter(store, version("1@a", 1, { SUMMARY: "Two" }));
      const found = await batch(store, p, NOW + DAY);
      expect(found?.versions).toHaveLength(2);
      expect(new Set(found?.versions.map(({ c1 }) => c1)).size).toBe(2);
    });

    test.each<OfferVerdict>(["accepted", "duplicate", "conflict", "held", "filtered"])(
      "but sends nothing twice that was %s",
      async (verdict) => {
        await using at = await place();
        await using store = await at.open();
        const [p = 0] = await declared(store, peerSite("p"));
        await enter(store, version("1@a", 1));
        await answer(store, await batch(store, p), verdict);
        await store.deliveries.replay(p, NOW);
        expect(await batch(store, p, NOW + DAY)).toBeNull();
        expect(await store.deliveries.lag()).toMatchObject([{ exceptions: 0 }]);
      },
    );

    test("and takes silence about a version for a deferral", async () => {
      await using at = await place();
      await using store = await at.open();
      const [p = 0] = await declared(store, peerSite("p"));
      await enter(store, version("1@a", 1));
      const found = await batch(store, p);
      if (found !== null) await store.deliveries.delivered(found, [], NOW);
      expect(await store.deliveries.lag()).toMatchObject([{ exceptions: 1 }]);
    });
  });

  describe("tells what a peer did not take", () => {
    test("with its reason, and when it is offered again", async () => {
      await using at = await place();
      await using store = await at.open();
      const [p = 0, q = 0] = await declared(store, peerSite("p"), peerSite("q"));
      const [one, two] = [version("1@a", 1), version("2@a", 7)];
      await enter(store, one, two);
      const found = await batch(store, p);
      if (found === null) throw new Error("there is nothing to answer");
      const verdicts = ["deferred", "rejected"] as const;
      const results = found.versions.map(({ uid, revision }, n) => ({
        uid,
        revision,
        verdict: verdicts[n] ?? "rejected",
        reason: `because ${n}`,
      }));
      await store.deliveries.delivered(found, results, NOW);
      expect(await store.deliveries.exceptions(p, 10)).toEqual([
        {
          uid: "1@a",
          revision: 1,
          c1: one.c1,
          verdict: "deferred",
          reason: "because 0",
          tries: 1,
          nextTry: NOW + 10 * MINUTE,
        },
        {
          uid: "2@a",
          revision: 7,
          c1: two.c1,
          verdict: "rejected",
          reason: "because 1",
          tries: 1,
          nextTry: null,
        },
      ]);
      expect(await store.deliveries.exceptions(p, 1)).toHaveLength(1);
      expect(await store.deliveries.exceptions(q, 10)).toEqual([]);
    });
  });
}
