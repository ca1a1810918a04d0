import { describe, expect, test } from "vitest";
import { answer, batch, contents, enter } from "./delivering.ts";
import { DAY, declared, feedSite, HOUR, NOW, peerSite, version } from "./samples.ts";
import type { StoreKind } from "./store.ts";

export function deliveryLagContract({ place }: StoreKind): void {
  describe("keeps the lag of each peer", () => {
    test("over failures, and forgets them at the next success", async () => {
      await using at = await place();
      await using store = await at.open();
      const [p = 0, other = 0] = await declared(store, peerSite("p"), feedSite("a"));
      await enter(store, version("1@a", 1), version("2@a", 1));
      const failure = { error: "down", stop: false };
      await store.deliveries.failed(p, { ...failure, now: NOW, nextTry: NOW + 5_000 });
      await store.deliveries.failed(p, { ...failure, now: NOW + 5_000, nextTry: NOW + 35_000 });
      const [lag, ...others] = await store.deliveries.lag();
      expect(others).toEqual([]);
      expect(lag).toEqual({
        siteId: p,
        url: "https://p.example",
        cursor: 0,
        backlog: 2,
        failures: 2,
        nextTry: NOW + 35_000,
        lastSuccess: null,
        lastError: "down",
        exceptions: 0,
        stopped: false,
        circuit: "closed",
        dormant: false,
      });
      expect(await store.deliveries.lagOf(p)).toEqual(lag);
      expect(await store.deliveries.lagOf(other)).toBeNull();
      expect(await store.deliveries.lagOf(99)).toBeNull();
      expect(await store.deliveries.due(NOW + 34_999)).toEqual([]);
      expect(await store.deliveries.nextDue()).toBe(NOW + 35_000);
      expect(await store.deliveries.due(NOW + 35_000)).toHaveLength(1);
      await answer(store, await batch(store, p, NOW + 35_000), "accepted", NOW + 36_000);
      const after = { backlog: 0, failures: 0, nextTry: null, lastSuccess: NOW + 36_000, lastError: null };
      expect(await store.deliveries.lag()).toMatchObject([after]);
    });

    test("and stops where the peer has said so, until a replay", async () => {
      await using at = await place();
      await using store = await at.open();
      const [p = 0] = await declared(store, peerSite("p"));
      await enter(store, version("1@a", 1));
      const notice = { kind: "suspended", uid: null, siteId: p, text: "p wants nothing more" } as const;
      await store.deliveries.failed(p, { now: NOW, error: "gone", nextTry: NOW, stop: true, notice });
      expect(await store.deliveries.due(NOW + DAY)).toEqual([]);
      expect(await store.deliveries.nextDue()).toBeNull();
      expect(await batch(store, p, NOW + DAY)).toBeNull();
      expect(await store.deliveries.lag()).toMatchObject([{ stopped: true, backlog: 1 }]);
      await store.deliveries.replay(p, NOW + DAY);
      expect(await store.deliveries.due(NOW + DAY)).toHaveLength(1);
    });

    test("and stops where a person, or the brake, has suspended the peer, until it is resumed", async () => {
      await using at = await place();
      await using store = await at.open();
      const [p = 0] = await declared(store, peerSite("p"));
      await enter(store, version("1@a", 1));
      await store.registry.suspend(p, "moves", NOW);
      expect(await store.deliveries.due(NOW)).toEqual([]);
      expect(await store.deliveries.nextDue()).toBeNull();
      expect(await batch(store, p, NOW)).toBeNull();
      expect(await store.deliveries.lag()).toMatchObject([{ backlog: 1 }]);
      await store.registry.pollSoon(p, NOW);
      expect(contents(await batch(store, p, NOW))).toHaveLength(1);
    });

    test("of which people are told once, until it takes something again", async () => {
      await using at = await place();
      await using store = await at.open();
      const [p = 0, q = 0] = await declared(store, peerSite("p"), peerSite("q"));
      await enter(store, version("1@a", 1));
      const stop = (siteId: number) => {
        const notice = { kind: "suspended", uid: null, siteId, text: `of ${siteId}` } as const;
        return store.deliveries.failed(siteId, { now: NOW, error: "no", nextTry: NOW, stop: true, notice });
      };
      const unseen = async () =>
        (await store.notices.list({ unseenOnly: true, before: null, limit: 9 })).map(({ siteId }) => siteId);
      await stop(p);
      await stop(q);
      await store.deliveries.wake(p);
      await stop(p);
      expect(await unseen()).toEqual([q, p]);
      await store.deliveries.wake(p);
      await answer(store, await batch(store, p));
      expect(await unseen()).toEqual([q]);
      await stop(p);
      expect(await unseen()).toEqual([p, q]);
    });

    test("and begins anew at a replay, even while a batch is under way", async () => {
      await using at = await place();
      await using store = await at.open();
      const [p = 0] = await declared(store, peerSite("p"));
      await enter(store, version("1@a", 1));
      await answer(store, await batch(store, p), "rejected");
      await enter(store, version("2@a", 1));
      const underway = await batch(store, p);
      await store.deliveries.replay(p, NOW);
      await answer(store, underway);
      expect(contents(await batch(store, p))).toEqual(["1@a r1 h2"]);
    });

    test("and tries with one object whether it is back, once it has failed five times", async () => {
      await using at = await place();
      await using store = await at.open();
      const [p = 0] = await declared(store, peerSite("p"));
      await enter(store, version("1@a", 1), version("2@a", 1), version("3@a", 1));
      const fail = () => store.deliveries.failed(p, { now: NOW, error: "down", nextTry: NOW, stop: false });
      for (let failures = 0; failures < 4; failures += 1) await fail();
      expect(await store.deliveries.lagOf(p)).toMatchObject({ circuit: "closed" });
      expect((await batch(store, p))?.versions).toHaveLength(3);
      await fail();
      expect(await store.deliveries.lagOf(p)).toMatchObject({ circuit: "open" });
      await store.deliveries.wake(p);
      const probe = await batch(store, p);
      expect(contents(probe)).toEqual(["1@a r1 h2"]);
      await answer(store, probe);
      expect(await store.deliveries.lagOf(p)).toMatchObject({ circuit: "closed", failures: 0 });
      expect((await batch(store, p))?.versions).toHaveLength(2);
    });

    test("and lets one sleep that has failed for 14 days, with its place kept, until it is woken", async () => {
      await using at = await place();
      await using store = await at.open();
      const [p = 0] = await declared(store, peerSite("p"));
      await enter(store, version("1@a", 1));
      await answer(store, await batch(store, p));
      await enter(store, version("2@a", 1));
      const fail = (now: number) =>
        store.deliveries.failed(p, { now, error: "down", nextTry: now + HOUR, stop: false });
      await fail(NOW);
      await fail(NOW + 14 * DAY - 1);
      expect(await store.deliveries.lagOf(p)).toMatchObject({ dormant: false });
      await fail(NOW + 14 * DAY);
      expect(await store.deliveries.lagOf(p)).toMatchObject({ dormant: true, backlog: 1 });
      expect(await store.deliveries.nextDue()).toBeNull();
      expect(await store.deliveries.due(NOW + 99 * DAY)).toEqual([]);
      expect(await batch(store, p, NOW + 99 * DAY)).toBeNull();
      await store.deliveries.wake(p);
      expect(await store.deliveries.due(NOW + 99 * DAY)).toHaveLength(1);
      expect(contents(await batch(store, p, NOW + 99 * DAY))).toEqual(["2@a r1 h2"]);
      await fail(NOW + 99 * DAY);
      expect(await store.deliveries.lagOf(p)).toMatchObject({ dormant: false });
    });
  });
}
