import { describe, expect, test } from "vitest";
import type { Registration } from "../../src/core/model/registration.ts";
import type { OfferVerdict } from "../../src/core/model/verdict.ts";
import { MAX_NUMBER, type Version } from "../../src/core/model/version.ts";
import type { Store } from "../../src/store/contract.ts";
import type { Batch } from "../../src/store/deliveries.ts";
import { DAY, declared, deletion, feedSite, HOUR, NOW, peerSite, version } from "./samples.ts";
import type { StoreKind } from "./store.ts";

const LIMITS = { objects: 50, bytes: 1_000_000 };
const MINUTE = 60_000;

async function enter(store: Store, ...versions: readonly Version[]): Promise<void> {
  await store.commons.apply(
    versions.map((version) => ({ version, siteId: null })),
    NOW,
  );
}

function batch(store: Store, peer: number, now: number = NOW, limits = LIMITS): Promise<Batch | null> {
  return store.deliveries.nextBatch(peer, now, limits);
}

function contents(found: Batch | null): readonly string[] {
  return found?.versions.map(({ uid, revision, hop }) => `${uid} r${revision} h${hop}`) ?? [];
}

async function answer(
  store: Store,
  found: Batch | null,
  verdict: OfferVerdict = "accepted",
  now: number = NOW,
) {
  if (found === null) throw new Error("there is nothing to answer");
  const results = found.versions.map(({ uid, revision }) => ({ uid, revision, verdict, reason: verdict }));
  await store.deliveries.delivered(found, results, now);
}

export function deliveriesContract({ place }: StoreKind): void {
  describe("delivers to a peer", () => {
    test("everything that it lacks, in the order of changes, once, with one more hop", async () => {
      await using at = await place();
      await using store = await at.open();
      const [p = 0] = await declared(store, peerSite("p"));
      await enter(store, version("1@a", 1), deletion("2@a", 3), version("3@a", 1, { STATUS: "CANCELLED" }));
      await enter(store, version("1@a", 2));
      expect((await store.deliveries.due(NOW)).map(({ id }) => id)).toEqual([p]);
      const found = await batch(store, p);
      expect(found?.peer.id).toBe(p);
      expect(contents(found)).toEqual(["2@a r3 h2", "3@a r1 h2", "1@a r2 h2"]);
      await answer(store, found);
      expect(await batch(store, p)).toBeNull();
      expect(await store.deliveries.due(NOW)).toEqual([]);
      expect(await store.deliveries.nextDue()).toBeNull();
    });

    test("again the same batch until it has answered, under the same id", async () => {
      await using at = await place();
      await using store = await at.open();
      const [p = 0] = await declared(store, peerSite("p"));
      await enter(store, version("1@a", 1));
      const found = await batch(store, p);
      expect(await batch(store, p)).toEqual(found);
      await enter(store, version("2@a", 1));
      expect((await batch(store, p))?.deliveryId).not.toBe(found?.deliveryId);
    });

    test("as much as a batch holds, rivals of one UID together", async () => {
      await using at = await place();
      await using store = await at.open();
      const [p = 0] = await declared(store, peerSite("p"));
      await enter(
        store,
        version("1@a", 1),
        version("2@a", 1, { SUMMARY: "One" }),
        version("2@a", 1, { SUMMARY: "Two" }),
        version("3@a", 1),
      );
      const taken: (readonly string[])[] = [];
      for (let found = await batch(store, p, NOW, { ...LIMITS, objects: 2 }); found !== null;) {
        taken.push(found.versions.map(({ uid }) => uid));
        await answer(store, found);
        found = await batch(store, p, NOW, { ...LIMITS, objects: 2 });
      }
      expect(taken).toEqual([["1@a"], ["2@a", "2@a"], ["3@a"]]);
      await store.deliveries.replay(p, NOW);
      await enter(store, version("4@a", 1), version("5@a", 1));
      expect(contents(await batch(store, p, NOW, { objects: 50, bytes: 10 }))).toEqual(["4@a r1 h2"]);
    });

    test("never what came from it, and nothing in between is waited for", async () => {
      await using at = await place();
      await using store = await at.open();
      const [p = 0, q = 0] = await declared(store, peerSite("p"), peerSite("q"));
      const arriving = version("1@a", 1, {}, { hop: 3 });
      await store.commons.apply([{ version: arriving, siteId: p }], NOW);
      expect(await batch(store, p)).toBeNull();
      expect(await store.deliveries.due(NOW)).toMatchObject([{ id: q }]);
      expect(contents(await batch(store, q))).toEqual(["1@a r1 h4"]);
      await store.commons.apply([{ version: version("1@a", 2, {}, { hop: 3 }), siteId: null }], NOW);
      expect(contents(await batch(store, p))).toEqual(["1@a r2 h4"]);
    });

    test("what the origin has signed anew, once, also where it was rejected before", async () => {
      await using at = await place();
      await using store = await at.open();
      const [p = 0, q = 0] = await declared(store, peerSite("p"), peerSite("q"));
      const signed = (signedAt: number): Version =>
        version(
          `01ARZ3NDEKTSV4RRFFQ69G5FAV.${"A".repeat(40)}@a`,
          1,
          {},
          { class: "signed", signature: `s${signedAt}`, signedAt },
        );
      await enter(store, signed(NOW));
      await answer(store, await batch(store, p));
      await answer(store, await batch(store, q), "rejected");
      await enter(store, signed(NOW + MINUTE));
      for (const peer of [p, q]) {
        const found = await batch(store, peer);
        expect(found?.versions.map(({ signature }) => signature)).toEqual([`s${NOW + MINUTE}`]);
        await answer(store, found);
        expect(await batch(store, peer)).toBeNull();
      }
    });

    test("what it has already, only on a smaller hop or in other bytes", async () => {
      await using at = await place();
      await using store = await at.open();
      const [p = 0] = await declared(store, peerSite("p"));
      await enter(store, version("1@a", 1, {}, { hop: 5 }));
      await answer(store, await batch(store, p));
      await enter(store, version("1@a", 1, {}, { hop: 7 }));
      expect(await batch(store, p)).toBeNull();
      await enter(store, version("1@a", 1, {}, { hop: 2 }));
      expect(contents(await batch(store, p))).toEqual(["1@a r1 h3"]);
      await answer(store, await batch(store, p));
      await enter(store, version("1@a", 1, { "X-REVISE-URL": "https://a/revise" }, { hop: 9 }));
      const found = await batch(store, p);
      expect(contents(found)).toEqual(["1@a r1 h3"]);
      expect(found?.versions[0]?.reviseUrl).toBe("https://a/revise");
    });

    test("a rival alone, where it has the other", async () => {
      await using at = await place();
      await using store = await at.open();
      const [p = 0] = await declared(store, peerSite("p"));
      const [one, two] = [version("1@a", 1, { SUMMARY: "One" }), version("1@a", 1, { SUMMARY: "Two" })];
      await enter(store, one);
      await answer(store, await batch(store, p));
      await enter(store, two);
      expect((await batch(store, p))?.versions.map(({ c1 }) => c1)).toEqual([two.c1]);
    });

    test("nothing that may not be published, or has gone too far", async () => {
      await using at = await place();
      await using store = await at.open();
      const [p = 0] = await declared(store, peerSite("p"));
      const uid = `01JQ0000000000000000000000.${"A".repeat(40)}@origin.example`;
      await enter(store, version(uid, 1), version("1@a", 1, {}, { hop: MAX_NUMBER }));
      expect(await batch(store, p)).toBeNull();
      expect(await store.deliveries.due(NOW)).toEqual([]);
    });

    test("only where it is pushed to", async () => {
      await using at = await place();
      await using store = await at.open();
      const sites = [feedSite("f"), peerSite("silent", { push: false }), peerSite("gone")];
      const [f = 0, silent = 0, gone = 0] = await declared(store, ...sites);
      await declared(store, ...sites.slice(0, 2));
      await enter(store, version("1@a", 1));
      expect(await store.deliveries.due(NOW)).toEqual([]);
      expect(await store.deliveries.nextDue()).toBeNull();
      expect(await store.deliveries.lag()).toEqual([]);
      for (const site of [f, silent, gone]) expect(await batch(store, site)).toBeNull();
    });
  });

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

  describe("gives a peer only", () => {
    test("what changes from now on, where it starts at the head; one that has begun goes on", async () => {
      await using at = await place();
      await using store = await at.open();
      const [p = 0] = await declared(store, peerSite("p"));
      await enter(store, version("1@a", 1));
      await store.deliveries.startAtHead(p);
      expect(await store.deliveries.lag()).toMatchObject([{ backlog: 0 }]);
      await enter(store, version("2@a", 1));
      await store.deliveries.startAtHead(p);
      expect(contents(await batch(store, p))).toEqual(["2@a r1 h2"]);
    });

    test("what its filter and the policy take, but all that follows what it has", async () => {
      await using at = await place();
      await using store = await at.open();
      const [p = 0, q = 0] = await declared(
        store,
        peerSite("p", { filterOut: { tags: ["Jazz"] } }),
        peerSite("q"),
      );
      await store.registry.declarePolicies(
        [{ action: "forward", actor: "q.example", scope: "tag:jazz", verdict: "deny" }],
        NOW,
      );
      await enter(store, version("1@a", 1, { CATEGORIES: "Jazz" }), version("2@a", 1));
      const [toP, toQ] = [await batch(store, p), await batch(store, q)];
      expect(contents(toP)).toEqual(["1@a r1 h2"]);
      expect(contents(toQ)).toEqual(["2@a r1 h2"]);
      await answer(store, toP);
      await answer(store, toQ);
      await enter(store, deletion("1@a", 2), version("2@a", 2, { CATEGORIES: "Jazz" }));
      expect(contents(await batch(store, p))).toEqual(["1@a r2 h2", "2@a r2 h2"]);
      expect(contents(await batch(store, q))).toEqual(["1@a r2 h2", "2@a r2 h2"]);
    });

    test("what was withheld from it, once its filter or the policy lets it, and nobody else anything", async () => {
      await using at = await place();
      await using store = await at.open();
      const sites = [peerSite("p", { filterOut: { tags: ["Jazz"] } }), peerSite("q"), peerSite("r")] as const;
      const [p = 0, q = 0, r = 0] = await declared(store, ...sites);
      const deny = { action: "forward", actor: "q.example", scope: "tag:talk", verdict: "deny" } as const;
      await store.registry.declarePolicies([deny], NOW);
      await enter(
        store,
        version("1@a", 1, { CATEGORIES: "Jazz" }),
        version("2@a", 1, { CATEGORIES: "Talk" }),
      );
      await answer(store, await batch(store, p));
      await answer(store, await batch(store, q));
      await answer(store, await batch(store, r));
      await declared(store, { ...sites[0], filterOut: null }, sites[1], sites[2]);
      expect(contents(await batch(store, p))).toEqual(["2@a r1 h2"]);
      expect(await batch(store, q)).toBeNull();
      expect((await store.deliveries.lagOf(r))?.backlog).toBe(0);
      await store.registry.declarePolicies([], NOW);
      expect(contents(await batch(store, q))).toEqual(["2@a r1 h2"]);
      expect(await batch(store, r)).toBeNull();
    });

    test("what it asked for itself, as long as that is active", async () => {
      await using at = await place();
      await using store = await at.open();
      const [p = 0] = await declared(store, peerSite("p", { push: false }));
      await enter(store, version("1@a", 1, { CATEGORIES: "Jazz" }), version("2@a", 1));
      expect(await store.deliveries.due(NOW)).toEqual([]);
      const registration: Registration = {
        id: "0123456789012345678901",
        direction: "in",
        site: "https://p.example",
        callback: "https://p.example/discal/enter-event",
        fingerprint: null,
        filter: { withoutTags: ["jazz"] },
        request: "00",
        credential: null,
        mutual: false,
        state: "active",
        lease: DAY,
        leaseUntil: NOW + DAY,
        createdAt: NOW,
        changedAt: NOW,
        reason: "",
      };
      await store.registrations.save(registration);
      expect(await store.deliveries.due(NOW)).toMatchObject([{ id: p }]);
      expect(await store.deliveries.lag()).toMatchObject([{ siteId: p, backlog: 2 }]);
      expect(contents(await batch(store, p))).toEqual(["2@a r1 h2"]);
      await store.registrations.save({ ...registration, state: "expired" });
      expect(await batch(store, p)).toBeNull();
      expect(await store.deliveries.lag()).toEqual([]);
    });
  });

  describe("names the sites that need a batch no more", () => {
    test("those that all of it has crossed or reached, never its receiver", async () => {
      await using at = await place();
      await using store = await at.open();
      const polled = { ...peerSite("r"), poll: "1h" };
      const [p = 0, q = 0, r = 0] = await declared(store, peerSite("p"), peerSite("q"), polled);
      const path = ["https://far.example", "https://r.example"];
      const [one, two] = [version("1@a", 1, {}, { hop: 4 }), version("2@a", 1, {}, { hop: 4 })];
      await store.commons.apply([{ version: one, siteId: q, path }], NOW);
      expect((await batch(store, p))?.path).toEqual([
        "https://q.example",
        "https://far.example",
        "https://r.example",
      ]);
      expect(await batch(store, r)).toBeNull();
      await store.commons.apply([{ version: two, siteId: q }], NOW);
      expect((await batch(store, p))?.path).toEqual(["https://q.example"]);
      expect((await batch(store, r))?.path).toEqual(["https://q.example"]);
      await enter(store, version("3@a", 1));
      expect((await batch(store, p))?.path).toEqual([]);
    });
  });
}
