import { describe, expect, test } from "vitest";
import { MAX_NUMBER, type Version } from "../../src/core/model/version.ts";
import { answer, batch, contents, enter, LIMITS, MINUTE } from "./delivering.ts";
import { declared, deletion, feedSite, NOW, peerSite, version } from "./samples.ts";
import type { StoreKind } from "./store.ts";

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

    test("and nothing before its next try is due", async () => {
      await using at = await place();
      await using store = await at.open();
      const [p = 0] = await declared(store, peerSite("p"));
      await enter(store, version("1@a", 1));
      const failure = { now: NOW, error: "down", nextTry: NOW + MINUTE, stop: false };
      await store.deliveries.failed(p, failure);
      expect(await batch(store, p, NOW + MINUTE - 1)).toBeNull();
      expect(contents(await batch(store, p, NOW + MINUTE))).toHaveLength(1);
    });

    test("each object as it stands then, whoever was sent it before", async () => {
      await using at = await place();
      await using store = await at.open();
      const [p = 0, q = 0] = await declared(store, peerSite("p"), peerSite("q"));
      const first = version("1@a", 1, {}, { hop: 4 });
      await enter(store, first);
      expect(contents(await batch(store, p))).toEqual(["1@a r1 h5"]);
      await enter(store, version("1@a", 1, {}, { hop: 2 }));
      expect(contents(await batch(store, q))).toEqual(["1@a r1 h3"]);
      await enter(store, version("1@a", 2, { SUMMARY: "Moved" }));
      for (const peer of [p, q]) {
        const [sent] = (await batch(store, peer))?.versions ?? [];
        expect([sent?.revision, sent?.text.includes("SUMMARY:Moved")]).toEqual([2, true]);
      }
    });

    test("and says whether there may be more behind a batch", async () => {
      await using at = await place();
      await using store = await at.open();
      const [p = 0] = await declared(store, peerSite("p"));
      await enter(store, version("1@a", 1), version("2@a", 1), version("3@a", 1));
      const two = { ...LIMITS, objects: 2 };
      const found = await batch(store, p, NOW, two);
      expect(found?.more).toBe(true);
      await answer(store, found, "deferred");
      expect((await batch(store, p, NOW, two))?.more).toBe(true);
      await store.deliveries.replay(p, NOW);
      expect(await batch(store, p, NOW)).toMatchObject({ more: false });
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

    test("those that have taken it since, and no more than a path may name", async () => {
      await using at = await place();
      await using store = await at.open();
      const peers = await declared(store, ...Array.from({ length: 18 }, (_, n) => peerSite(`p${n}`)));
      const [last = 0, ...others] = peers.toReversed();
      await enter(store, version("1@a", 1));
      expect((await batch(store, last))?.path).toEqual([]);
      for (const peer of others) await answer(store, await batch(store, peer));
      const path = (await batch(store, last))?.path;
      expect(path).toHaveLength(15);
      expect(path?.at(-1)).toBe("https://p0.example");
    });
  });
}
