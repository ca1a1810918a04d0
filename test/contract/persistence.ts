import { describe, expect, test } from "vitest";
import type { Store } from "../../src/store/contract.ts";
import { declared, feedSite, HOUR, NOW, peerSite, poll, sourceOf, version, vevent } from "./samples.ts";
import type { StoreKind } from "./store.ts";

const LIMITS = { objects: 50, bytes: 1_000_000 };

/** All that the store tells. */
async function told(store: Store, siteId: number, peerId: number) {
  return {
    epoch: store.epoch,
    object: await store.commons.get("1@a"),
    list: await store.commons.list({ limit: 10, text: "event" }),
    change: await store.commons.lastChange(),
    sites: await store.registry.all(),
    health: await store.registry.health(),
    seen: await store.polls.seen(siteId),
    history: await store.polls.history(siteId, 10),
    facets: await store.commons.facets("tags", { from: NOW, limit: 10 }),
    calendars: await store.calendars.all(),
    tokens: await store.tokens.all(),
    reply: await store.replies.begin("k", "asked", NOW),
    lag: await store.deliveries.lag(),
    batch: await store.deliveries.nextBatch(peerId, NOW, LIMITS),
    // Its log is as large as the last process has left it.
    statistics: { ...(await store.statistics()), bytes: 0 },
  };
}

export function persistenceContract({ place }: StoreKind): void {
  describe("outlives its process", () => {
    test("with all that it told before, under the same epoch", async () => {
      await using at = await place();
      let before: unknown;
      let ids: readonly number[];
      {
        await using store = await at.open();
        ids = await declared(store, feedSite("a"), peerSite("p"));
        const [a = 0, p = 0] = ids;
        await poll(store, a, [vevent("1@a"), vevent("2@a", { RRULE: "FREQ=WEEKLY", CATEGORIES: "Jazz" })]);
        await store.commons.apply(
          [{ version: version("1@a", 1, { SUMMARY: "Rival event" }), siteId: null }],
          NOW,
        );
        const batch = await store.deliveries.nextBatch(p, NOW, { ...LIMITS, objects: 1 });
        const results = batch?.versions.map(({ uid, revision }) => ({
          uid,
          revision,
          verdict: "deferred" as const,
          reason: "later",
        }));
        if (batch !== null) await store.deliveries.delivered(batch, results ?? [], NOW);
        await poll(store, a, [vevent("1@a", { SUMMARY: "Changed event" })], NOW + HOUR);
        const jazz = { title: "Jazz", description: "", filter: { tags: ["jazz"] }, changedAt: NOW };
        await store.calendars.save({ slug: "jazz", ...jazz });
        await store.tokens.create({ name: "mine", role: "admin", hash: "h", expiresAt: null }, NOW);
        await store.replies.begin("k", "asked", NOW);
        await store.replies.finish("k", { status: 201, headers: {}, body: "{}" });
        before = await told(store, a, p);
      }
      await using store = await at.open({ now: NOW + HOUR });
      expect(await told(store, ids[0] ?? 0, ids[1] ?? 0)).toEqual(before);
    });

    test("with nonces and what feeds said", async () => {
      await using at = await place();
      let a = 0;
      {
        await using store = await at.open();
        [a = 0] = await declared(store, feedSite("a"));
        await store.useNonce("n", NOW + HOUR, NOW);
        await poll(store, a, [vevent("1@a")]);
        await poll(store, a, [vevent("1@a", { SUMMARY: "Changed" })]);
      }
      await using store = await at.open();
      expect(await store.useNonce("n", NOW + HOUR, NOW)).toBe(false);
      await poll(store, a, [vevent("1@a")], NOW + HOUR);
      const winner = (await store.commons.get("1@a"))?.winner;
      expect(winner).toMatchObject({ revision: 2, text: expect.stringContaining("Changed") });
    });

    test("and takes dates and floating times in another zone once the node has moved", async () => {
      await using at = await place();
      const starts = async (store: Store) => {
        const { rows } = await store.commons.list({ limit: 10 });
        return rows.map(({ occurrence }) => new Date(occurrence.start).toISOString());
      };
      {
        await using store = await at.open({ timezone: "UTC" });
        const versions = [
          version("date", 1, { DTSTART: undefined, "DTSTART;VALUE=DATE": "20260320", DURATION: undefined }),
          version("floating", 1, { DTSTART: "20260321T190000" }),
          version("fixed", 1, { DTSTART: "20260322T190000Z" }),
        ];
        await store.commons.apply(
          versions.map((version) => ({ version, siteId: null })),
          NOW,
        );
        expect(await starts(store)).toEqual([
          "2026-03-20T00:00:00.000Z",
          "2026-03-21T19:00:00.000Z",
          "2026-03-22T19:00:00.000Z",
        ]);
      }
      await using store = await at.open({ timezone: "Asia/Tokyo" });
      expect(await starts(store)).toEqual([
        "2026-03-19T15:00:00.000Z",
        "2026-03-21T10:00:00.000Z",
        "2026-03-22T19:00:00.000Z",
      ]);
    });
  });

  describe("shared by two processes", () => {
    test("tells each once when the other has written", async () => {
      await using at = await place();
      await using one = await at.open();
      await using two = await at.open();
      one.changedElsewhere();
      await one.commons.apply([{ version: version("1@a", 1), siteId: null }], NOW);
      expect(one.changedElsewhere()).toBe(false);
      await two.commons.apply([{ version: version("2@a", 1), siteId: null }], NOW);
      expect(one.changedElsewhere()).toBe(true);
      expect(one.changedElsewhere()).toBe(false);
      expect((await one.statistics()).events).toBe(2);
    });

    test("does a write with one key only once", async () => {
      await using at = await place();
      await using one = await at.open();
      await using two = await at.open();
      expect(await one.replies.begin("k", "asked", NOW)).toEqual({ state: "new" });
      expect(await two.replies.begin("k", "asked", NOW)).toEqual({ state: "under-way" });
    });

    test("has no site polled by both", async () => {
      await using at = await place();
      await using one = await at.open();
      await using two = await at.open();
      const [a = 0] = await declared(one, feedSite("a"), feedSite("b"));
      expect(await one.polls.claim(a, NOW, NOW + HOUR)).not.toBeNull();
      expect(await two.polls.claim(a, NOW, NOW + HOUR)).toBeNull();
      expect(await two.polls.claimDue(NOW, NOW + HOUR)).toMatchObject([{ site: { name: "b" } }]);
      await one.polls.recordUnchanged(a, { source: sourceOf(a), now: NOW, nextPoll: NOW });
      expect(await two.polls.claim(a, NOW, NOW + HOUR)).not.toBeNull();
    });

    test("gives their changes numbers of one log", async () => {
      await using at = await place();
      await using one = await at.open();
      await using two = await at.open();
      const [p = 0] = await declared(one, peerSite("p"));
      for (const n of [1, 2, 3, 4]) {
        const store = n % 2 === 0 ? one : two;
        await store.commons.apply([{ version: version(`${n}@a`, 1), siteId: null }], NOW);
      }
      const batch = await one.deliveries.nextBatch(p, NOW, LIMITS);
      expect(batch?.versions.map(({ uid }) => uid)).toEqual(["1@a", "2@a", "3@a", "4@a"]);
    });
  });
}
