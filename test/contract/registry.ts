import { describe, expect, test } from "vitest";
import { DAY, declared, feedSite, HOUR, NOW, peerSite, poll, vevent } from "./samples.ts";
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
        wanted.map((site) => ({
          ...site,
          quota: null,
          id: expect.any(Number),
          enabled: true,
          movedFrom: null,
          certificate: null,
        })),
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

    test("in which the API takes up again what was removed, and the file takes over what it names", async () => {
      await using at = await place();
      await using store = await at.open();
      const mine = feedSite("mine", { declared: "api", tags: ["x"] });
      const { id } = await store.registry.add(mine, NOW);
      await poll(store, id, [vevent("1@a")]);
      await store.registry.suspend(id, "too many events", NOW);
      await store.registry.change(id, { enabled: false }, NOW);
      const again = await store.registry.add({ ...mine, name: "again" }, NOW + HOUR);
      expect(again).toMatchObject({ id, name: "again", enabled: true, declared: "api" });
      expect(await store.polls.healthOf(id)).toMatchObject({
        suspended: false,
        nextPoll: NOW + HOUR,
        events: 1,
      });
      await expect(store.registry.add(mine, NOW)).rejects.toMatchObject({ problem: "conflict" });

      // From then on the file's word counts, also where it leaves the site out again.
      await declared(store, feedSite("mine", { name: "of the file" }));
      expect(await store.registry.byId(id)).toMatchObject({
        name: "of the file",
        declared: "file",
        enabled: true,
        tags: [],
      });
      await expect(store.registry.change(id, { name: "no" }, NOW)).rejects.toMatchObject({
        problem: "read-only",
      });
      await declared(store);
      expect(await store.registry.byId(id)).toMatchObject({ declared: "file", enabled: false });
      const back = await store.registry.add(mine, NOW);
      expect(back).toMatchObject({ id, declared: "api", enabled: true });
    });

    test("whose rows of the API can be changed", async () => {
      await using at = await place();
      await using store = await at.open();
      const { id } = await store.registry.add(feedSite("mine", { declared: "api" }), NOW);
      await poll(store, id, [vevent("1@a")]);
      const change = { name: "renamed", tags: ["Town"], lead: "source", poll: "2h" } as const;
      const before = await store.commons.lastChange([id]);
      const site = await store.registry.change(id, change, NOW + HOUR / 2);
      expect(site).toMatchObject({ id, ...change, enabled: true });
      expect(await store.registry.byId(id)).toEqual(site);
      expect((await store.polls.healthOf(id))?.nextPoll).toBe(NOW + HOUR / 2);
      expect((await store.commons.lastChange([id])).seq).toBeGreaterThan(before.seq);
      expect((await store.commons.list({ text: "town", limit: 1 })).rows).toHaveLength(1);
      const known = await store.registry.change(id, {}, NOW + HOUR);
      expect(known).toEqual(site);

      expect(await store.registry.change(id, { enabled: false }, NOW + HOUR)).toMatchObject({
        enabled: false,
      });
      expect(await store.polls.nextDue()).toBeNull();
      expect((await store.commons.list({ siteIds: [id], limit: 1 })).rows).toHaveLength(1);
      await expect(store.registry.change(99, {}, NOW)).rejects.toMatchObject({ problem: "not-found" });
    });

    test("and forgets a peer's certificate with its key", async () => {
      await using at = await place();
      await using store = await at.open();
      const { id } = await store.registry.add(peerSite("p", { declared: "api" }), NOW);
      await store.registry.pin(id, KEY, NOW);
      expect(await store.registry.change(id, { push: false }, NOW)).toMatchObject({ push: false, ...KEY });
      const none = { fingerprint: null, certificate: null };
      expect(await store.registry.change(id, { fingerprint: null }, NOW)).toMatchObject(none);
    });

    test("that pins the key that a peer shows first, and no other afterwards", async () => {
      await using at = await place();
      await using store = await at.open();
      const [peer = 0] = await declared(store, peerSite("p"));
      await store.registry.pin(peer, KEY, NOW);
      await store.registry.pin(peer, { ...KEY, certificate: "with another subkey" }, NOW);
      const other = { fingerprint: "B".repeat(40), certificate: "armored" };
      await expect(store.registry.pin(peer, other, NOW)).rejects.toMatchObject({ problem: "conflict" });
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

  describe("follows a peer that moved", () => {
    test("with all that is known of it, also where the file still names its old place", async () => {
      await using at = await place();
      await using store = await at.open();
      const [old, other] = [peerSite("old"), peerSite("other")];
      const [peer = 0, another = 0] = await declared(store, old, other);
      await store.registry.pin(peer, KEY, NOW);
      const move = (url: string, createdAt = NOW) => ({
        url,
        createdAt,
        notice: { kind: "moved" as const, uid: null, siteId: peer, text: `It is at ${url}.` },
      });
      await store.registry.move(peer, move("https://new.example"), NOW);
      const moved = { id: peer, url: "https://new.example", enabled: true, ...KEY };
      expect(await store.registry.byUrl("https://new.example")).toMatchObject(moved);
      expect(await store.registry.byUrl("https://old.example")).toBeNull();
      await declared(store, old, other);
      expect(await store.registry.all()).toMatchObject([moved, { id: another, enabled: true }]);
      await declared(store, peerSite("new"), other);
      expect(await store.registry.byId(peer)).toMatchObject(moved);
      await store.registry.move(peer, move("https://new.example"), NOW);
      await expect(store.registry.move(peer, move("https://other.example"), NOW)).rejects.toMatchObject({
        problem: "conflict",
      });
      await expect(store.registry.move(peer, move("https://x.example", NOW - 1), NOW)).rejects.toMatchObject({
        problem: "stale",
      });
      await expect(store.registry.move(99, move("https://x.example"), NOW)).rejects.toMatchObject({
        problem: "not-found",
      });
      const notices = await store.notices.list({ unseenOnly: true, before: null, limit: 10 });
      expect(notices).toMatchObject([{ kind: "moved", siteId: peer, text: "It is at https://new.example." }]);
    });

    test("twice, while the file names the place where it was first; and on, once the file has followed", async () => {
      await using at = await place();
      await using store = await at.open();
      const [old, next, last] = [peerSite("old"), peerSite("next"), peerSite("last")];
      const [peer = 0] = await declared(store, old);
      const go = (to: { readonly url: string }) =>
        store.registry.move(
          peer,
          { url: to.url, createdAt: NOW, notice: { kind: "moved", uid: null, siteId: peer, text: "" } },
          NOW,
        );
      const enabled = async () => (await store.registry.all()).filter((site) => site.enabled);
      await go(next);
      await go(last);
      await declared(store, peerSite("old", { name: "old.example" }));
      expect(await enabled()).toMatchObject([{ id: peer, url: last.url, name: "last.example" }]);
      await declared(store, last);
      await go(next);
      await declared(store, last);
      expect(await enabled()).toMatchObject([{ id: peer, url: next.url }]);
      // Nothing keeps another node from living where it was once.
      await declared(store, next, old);
      expect(await enabled()).toMatchObject([{ id: peer }, { url: old.url }]);
    });

    test("with what it asked for, and was asked", async () => {
      await using at = await place();
      await using store = await at.open();
      const [peer = 0] = await declared(store, peerSite("old"));
      const lease = {
        site: "https://old.example",
        fingerprint: null,
        filter: null,
        request: "",
        credential: null,
      };
      const rest = { mutual: false, state: "active" as const, lease: DAY, leaseUntil: NOW + DAY };
      const row = { ...lease, ...rest, createdAt: NOW, changedAt: NOW, reason: "" };
      const their = "https://old.example/discal/enter-event";
      const our = "https://here.example/discal/enter-event";
      await store.registrations.save({ ...row, id: "in", direction: "in", callback: their });
      await store.registrations.save({ ...row, id: "out", direction: "out", callback: our });
      const notice = { kind: "moved" as const, uid: null, siteId: peer, text: "" };
      await store.registry.move(peer, { url: "https://new.example", createdAt: NOW, notice }, NOW);
      expect(await store.registrations.all()).toMatchObject([
        { id: "in", site: "https://new.example", callback: "https://new.example/discal/enter-event" },
        { id: "out", site: "https://new.example", callback: our },
      ]);
    });
  });

  describe("counts what a peer cancels", () => {
    test("within the day that begins with the first of them, each peer by itself", async () => {
      await using at = await place();
      await using store = await at.open();
      const [p = 0, q = 0] = await declared(store, peerSite("p"), peerSite("q"));
      const count = store.registry.countCancels;
      expect(await count(p, "", 0, NOW)).toBe(0);
      expect(await count(p, "", 3, NOW)).toBe(3);
      expect(await count(p, "https://o.example", 1, NOW)).toBe(1);
      expect(await count(q, "", 1, NOW)).toBe(1);
      expect(await count(p, "", 2, NOW + DAY - 1)).toBe(5);
      expect(await count(p, "", 0, NOW + DAY - 1)).toBe(5);
      expect(await count(p, "", 1, NOW + DAY)).toBe(1);
      await expect(count(99, "", 1, NOW)).rejects.toMatchObject({ problem: "not-found" });
    });
  });

  describe("rations what a peer brings", () => {
    test("within the day that begins with the first of it, and says once that it is too much", async () => {
      await using at = await place();
      await using store = await at.open();
      const [p = 0, q = 0] = await declared(store, peerSite("p"), peerSite("q"));
      const { ration } = store.registry;
      const until = NOW + DAY;
      expect(await ration(p, 3, 5, NOW)).toEqual({ allowed: 3, isNews: false, until });
      expect(await ration(q, 5, 5, NOW)).toEqual({ allowed: 5, isNews: false, until });
      expect(await ration(q, 1, 5, NOW + 1)).toEqual({ allowed: 0, isNews: true, until });
      expect(await ration(p, 4, 5, NOW + 1)).toEqual({ allowed: 2, isNews: true, until });
      expect(await ration(p, 4, 5, until - 1)).toEqual({ allowed: 0, isNews: false, until });
      expect(await ration(p, 2, 8, until - 1)).toEqual({ allowed: 2, isNews: false, until });
      expect(await ration(p, 5, 5, until)).toEqual({ allowed: 5, isNews: false, until: until + DAY });
      await expect(ration(99, 1, 1, NOW)).rejects.toMatchObject({ problem: "not-found" });
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

    test("and keeps one that an operator has suspended so, whatever a poll under way comes to", async () => {
      await using at = await place();
      await using store = await at.open();
      const [a = 0] = await declared(store, feedSite("a"));
      await store.polls.claim(a, NOW, NOW + HOUR);
      await store.registry.suspend(a, "shows private events", NOW);
      const suspended = { suspended: true, lastReason: "shows private events" };
      expect(await store.polls.healthOf(a)).toMatchObject(suspended);
      await poll(store, a, [vevent("1@a")]);
      expect(await store.polls.healthOf(a)).toMatchObject({ ...suspended, lastSuccess: NOW });
      expect(await store.polls.nextDue()).toBeNull();
      expect(await store.polls.claimDue(NOW + DAY, NOW + 2 * DAY)).toEqual([]);
      await declared(store, feedSite("a"));
      expect(await store.registry.health()).toMatchObject([suspended]);

      await store.registry.pollSoon(a, NOW + HOUR);
      expect(await store.polls.healthOf(a)).toMatchObject({
        suspended: false,
        lastReason: null,
        nextPoll: NOW + HOUR,
      });
      expect(await store.polls.claimDue(NOW + HOUR, NOW + DAY)).toHaveLength(1);
      await expect(store.registry.suspend(99, "", NOW)).rejects.toMatchObject({ problem: "not-found" });
    });
  });
}
