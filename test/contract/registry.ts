import { describe, expect, test } from "vitest";
import { declared, feedSite, HOUR, NOW, peerSite, poll, vevent } from "./samples.ts";
import type { StoreKind } from "./store.ts";

const KEY = { fingerprint: "A".repeat(40), certificate: "armored" };

export function registryContract({ place }: StoreKind): void {
  describe("keeps a registry", () => {
    test("that agrees with the file, in its order", async () => {
      await using at = await place();
      await using store = await at.open();
      const wanted = [
        feedSite("b", { position: 0, tags: ["x", "y"], lead: "source" }),
        peerSite("a", { position: 1, fingerprint: KEY.fingerprint, accept: false }),
      ];
      await store.registry.declare("file", wanted, NOW);
      const all = await store.registry.all();
      expect(all).toEqual(
        wanted.map((site) => ({ ...site, id: expect.any(Number), enabled: true, certificate: null })),
      );
      expect(await store.registry.byId(all[1]?.id ?? 0)).toEqual(all[1]);
      expect(await store.registry.byUrl("https://b.example/feed.ics")).toEqual(all[0]);
      expect(await store.registry.byId(99)).toBeNull();
      expect(await store.registry.byUrl("https://c.example")).toBeNull();
      expect(await store.statistics()).toMatchObject({ sites: 2, peers: 1 });
    });

    test("that disables what the file no longer says, and brings it back with its id and its past", async () => {
      await using at = await place();
      await using store = await at.open();
      const [a = 0] = await declared(store, feedSite("a"), feedSite("b"));
      await poll(store, a, [vevent("1@a")]);
      const [b] = await declared(store, feedSite("b"));
      expect(await store.registry.byId(a)).toMatchObject({ enabled: false, name: "a" });
      expect((await store.commons.get("1@a"))?.winner?.uid).toBe("1@a");
      expect(await store.polls.claimDue(NOW + 2 * HOUR, NOW + 3 * HOUR)).toMatchObject([{ site: { id: b } }]);

      const [again] = await declared(store, feedSite("a", { name: "renamed" }), feedSite("b"));
      expect(again).toBe(a);
      expect(await store.registry.byId(a)).toMatchObject({ enabled: true, name: "renamed" });
      expect((await store.polls.healthOf(a))?.nextPoll).toBe(NOW);
      expect((await store.commons.get("1@a"))?.sightings).toMatchObject([{ siteId: a, firstSeen: NOW }]);
    });

    test("in which the rows of the API outlive the file's", async () => {
      await using at = await place();
      await using store = await at.open();
      const added = await store.registry.add(feedSite("mine", { declared: "api", position: 7 }), NOW);
      await declared(store, feedSite("a"));
      await store.registry.declare("sample", [feedSite("s", { declared: "sample" })], NOW);
      await declared(store);
      const all = await store.registry.all();
      expect(all.map(({ name, enabled }) => [name, enabled])).toEqual([
        ["a", false],
        ["s", true],
        ["mine", true],
      ]);
      expect(all[2]).toEqual(added);
      await expect(store.registry.add(feedSite("mine"), NOW)).rejects.toMatchObject({ problem: "conflict" });
    });

    test("that pins the key that a peer shows first, and no other afterwards", async () => {
      await using at = await place();
      await using store = await at.open();
      const [peer = 0] = await declared(store, peerSite("p"));
      await store.registry.pin(peer, KEY);
      await store.registry.pin(peer, { ...KEY, certificate: "with another subkey" });
      const other = { fingerprint: "B".repeat(40), certificate: "armored" };
      await expect(store.registry.pin(peer, other)).rejects.toMatchObject({ problem: "conflict" });
      expect(await store.registry.byId(peer)).toMatchObject({ ...KEY, certificate: "with another subkey" });

      await declared(store, peerSite("p"));
      expect(await store.registry.byId(peer)).toMatchObject({ fingerprint: KEY.fingerprint });
      await declared(store, peerSite("p", { fingerprint: other.fingerprint }));
      expect(await store.registry.byId(peer)).toMatchObject({
        fingerprint: other.fingerprint,
        certificate: null,
      });
    });
  });

  describe("knows the health of each site", () => {
    test("from its polls, and suspends one that keeps failing until a person resumes", async () => {
      await using at = await place();
      await using store = await at.open();
      const [a = 0] = await declared(store, feedSite("a"));
      const failure = { reason: "no answer", suspendAfter: 2 };
      await store.polls.recordFailure(a, { ...failure, now: NOW, nextPoll: NOW + HOUR });
      expect(await store.polls.healthOf(a)).toMatchObject({
        failures: 1,
        failingSince: NOW,
        suspended: false,
      });
      expect(await store.polls.nextDue()).toBe(NOW + HOUR);
      await store.polls.recordFailure(a, { ...failure, now: NOW + HOUR, nextPoll: NOW + 2 * HOUR });
      expect(await store.registry.health()).toMatchObject([
        {
          siteId: a,
          failures: 2,
          failingSince: NOW,
          suspended: true,
          lastReason: "no answer",
          lastSuccess: null,
        },
      ]);
      expect(await store.polls.nextDue()).toBeNull();
      expect(await store.polls.claimDue(NOW + 3 * HOUR, NOW + 4 * HOUR)).toEqual([]);

      await store.registry.pollSoon(a, NOW + 3 * HOUR);
      expect(await store.polls.claimDue(NOW + 3 * HOUR, NOW + 4 * HOUR)).toHaveLength(1);
      await poll(store, a, [vevent("1@a"), vevent("2@a")], NOW + 3 * HOUR);
      expect(await store.polls.healthOf(a)).toMatchObject({
        failures: 0,
        failingSince: null,
        suspended: false,
        lastReason: null,
        lastSuccess: NOW + 3 * HOUR,
        nextPoll: NOW + 4 * HOUR,
        events: 2,
      });
      expect(await store.polls.healthOf(99)).toBeNull();
    });
  });
}
