import { describe, expect, test } from "vitest";
import type { Version } from "../../src/core/model/version.ts";
import { bucketFingerprint, bucketOf, BUCKETS } from "../../src/core/reconcile/digest-buckets.ts";
import type { Store } from "../../src/store/contract.ts";
import { DAY, declared, deletion, HOUR, NOW, peerSite, version } from "./samples.ts";
import type { StoreKind } from "./store.ts";

const LIMITS = { objects: 50, bytes: 1_000_000 };
/** Of a self-certifying UID an open version is only a proposal. */
const LOCKED = `01JQ0000000000000000000000.${"A".repeat(40)}@origin.example`;

async function enter(store: Store, ...versions: readonly Version[]): Promise<void> {
  await store.commons.apply(
    versions.map((version) => ({ version, siteId: null })),
    NOW,
  );
}

async function changed(store: Store, since: number, limit = 100): Promise<readonly string[]> {
  const { items } = await store.repair.changes(since, limit);
  return items.map(({ uid, versions }) => `${uid} ${versions.map(({ revision }) => revision).join()}`);
}

export function repairContract({ place }: StoreKind): void {
  describe("tells what has changed", () => {
    test("each UID once, at its last number, with all versions that stand", async () => {
      await using at = await place();
      await using store = await at.open();
      const rival = version("2@a", 1, { SUMMARY: "Rival" });
      await enter(store, version("1@a", 1), version("2@a", 1), deletion("3@a", 1), rival);
      await enter(store, version("1@a", 2));
      const page = await store.repair.changes(0, 100);
      expect(await changed(store, 0)).toEqual(["3@a 1", "2@a 1,1", "1@a 2"]);
      expect(page).toMatchObject({ more: false, next: await store.repair.head(), keys: [] });
      expect(page.items[0]?.versions[0]).toMatchObject({ cancelled: true, deleted: true, body: true });
      const { c1, digest, reviseUrl } = rival;
      expect(page.items[1]?.versions).toContainEqual({
        class: "open",
        revision: 1,
        digest,
        c1,
        reviseUrl,
        hop: 1,
        cancelled: false,
        deleted: false,
        body: true,
      });
      expect(await changed(store, page.next)).toEqual([]);
    });

    test("a page at a time, keys among them, and nothing twice", async () => {
      await using at = await place();
      await using store = await at.open();
      const uids = ["1@a", "2@a", "3@a", "4@a", "5@a"];
      await enter(store, ...uids.slice(0, 3).map((uid) => version(uid, 1)));
      await store.keys.learn({ fingerprint: "A".repeat(40), certificate: "a" }, NOW);
      await enter(store, ...uids.slice(3).map((uid) => version(uid, 1)));
      const seen: string[] = [];
      let since = 0;
      for (let more = true; more;) {
        const page = await store.repair.changes(since, 2);
        seen.push(...page.items.map(({ uid }) => uid), ...page.keys.map(({ fingerprint }) => fingerprint));
        expect(page.items.length + page.keys.length).toBeLessThanOrEqual(2);
        ({ next: since, more } = page);
      }
      expect(seen.toSorted()).toEqual([...uids, "A".repeat(40)].toSorted());
      expect(since).toBe(await store.repair.head());
    });

    test("but nothing of what can't win", async () => {
      await using at = await place();
      await using store = await at.open();
      await enter(store, version(LOCKED, 1), version("1@a", 1));
      expect(await changed(store, 0)).toEqual(["1@a 1"]);
      expect(await store.repair.bucket(bucketOf(LOCKED))).toEqual([]);
    });
  });

  describe("tells all that it knows by fingerprints", () => {
    test("of each bucket, which change with what is in it", async () => {
      await using at = await place();
      await using store = await at.open();
      const empty = await store.repair.fingerprints();
      expect(empty).toHaveLength(BUCKETS);
      expect(new Set(empty)).toEqual(new Set([""]));
      const one = version("1@a", 1);
      await enter(store, one, version(LOCKED, 1));
      const full = await store.repair.fingerprints();
      const differing = full.flatMap((fingerprint, bucket) => (fingerprint === "" ? [] : [bucket]));
      expect(differing).toEqual([bucketOf("1@a")]);
      expect(full[bucketOf("1@a")]).toBe(bucketFingerprint([{ uid: "1@a", versions: [one] }]));
      expect(await store.repair.bucket(bucketOf("1@a"))).toMatchObject([
        { uid: "1@a", versions: [{ revision: 1, c1: one.c1 }] },
      ]);
      await enter(store, deletion("1@a", 2));
      expect((await store.repair.fingerprints())[bucketOf("1@a")]).not.toBe(full[bucketOf("1@a")]);
    });

    test("which are the same whatever the order in which things came", async () => {
      await using at = await place();
      await using other = await place();
      await using store = await at.open();
      await using second = await other.open();
      const versions = Array.from({ length: 40 }, (_, n) =>
        version(`${n % 20}@a`, 1, { SUMMARY: `Event ${n}` }),
      );
      await enter(store, ...versions);
      await second.repair.fingerprints();
      for (const one of versions.toReversed()) await enter(second, one);
      expect(await second.repair.fingerprints()).toEqual(await store.repair.fingerprints());
    });
  });

  describe("knows which bytes are here", () => {
    test("of what stands, never of what was overtaken", async () => {
      await using at = await place();
      await using store = await at.open();
      const [one, two] = [version("1@a", 1), version("1@a", 2)];
      await enter(store, one, two);
      const found = await store.repair.standing([one.c1, two.c1, "0".repeat(64)]);
      expect(found).toEqual([two]);
    });

    test("and asks a peer less and less often for what it does not give", async () => {
      await using at = await place();
      await using store = await at.open();
      const [p = 0, q = 0] = await declared(store, peerSite("p"), peerSite("q"));
      const c1s = ["1".repeat(64), "2".repeat(64)];
      const [given = "", kept = ""] = c1s;
      const askable = async (peer: number, now: number) => [...(await store.repair.askable(peer, c1s, now))];
      await store.repair.asked(p, { given: [given], withheld: [kept], now: NOW });
      expect(await askable(p, NOW + HOUR - 1)).toEqual([given]);
      expect(await askable(q, NOW)).toEqual(c1s);
      expect(await askable(p, NOW + HOUR)).toEqual(c1s);
      await store.repair.asked(p, { given: [], withheld: [kept], now: NOW + HOUR });
      expect(await askable(p, NOW + 3 * HOUR - 1)).toEqual([given]);
      expect(await askable(p, NOW + 3 * HOUR)).toEqual(c1s);
      expect(await store.repair.overdue(p, NOW + 3 * HOUR - 1, 10)).toEqual([]);
      expect(await store.repair.overdue(p, NOW + 3 * HOUR, 10)).toEqual([kept]);
      for (let n = 0; n < 8; n += 1) await store.repair.asked(p, { given: [], withheld: [kept], now: NOW });
      expect(await askable(p, NOW + 7 * DAY - 1)).toEqual([given]);
      expect(await askable(p, NOW + 7 * DAY)).toEqual(c1s);
      await store.repair.asked(p, { given: [kept], withheld: [], now: NOW });
      expect(await askable(p, NOW)).toEqual(c1s);
      for (let n = 0; n < 11; n += 1) await store.repair.asked(p, { given: [], withheld: [kept], now: NOW });
      expect(await store.repair.overdue(p, NOW + 99 * DAY, 10)).toEqual([]);
    });
  });

  describe("remembers of each peer", () => {
    test("how far it is in its change log", async () => {
      await using at = await place();
      await using store = await at.open();
      const [p = 0, q = 0] = await declared(store, peerSite("p"), peerSite("q"));
      const state = {
        epoch: "theirs",
        cursor: 7,
        comparedAt: NOW,
        nextCompare: NOW + DAY,
        differences: 3,
        ownEpoch: store.epoch,
      };
      await store.repair.pulled(p, { ...state, cursor: 6 });
      await store.repair.pulled(p, state);
      expect(await store.repair.pullState(p)).toEqual(state);
      expect(await store.repair.pullState(q)).toMatchObject({ epoch: null, cursor: 0, nextCompare: null });
    });

    test("what it turned out to lack, whatever it was sent; but never again what it rejected", async () => {
      await using at = await place();
      await using store = await at.open();
      const [p = 0] = await declared(store, peerSite("p"));
      await enter(store, version("1@a", 1), version("2@a", 1), version("3@a", 1));
      const found = await store.deliveries.nextBatch(p, NOW, LIMITS);
      if (found === null) throw new Error("there is nothing to send");
      const results = found.versions.map(({ uid, revision }) => ({
        uid,
        revision,
        verdict: uid === "3@a" ? ("rejected" as const) : ("accepted" as const),
        reason: "",
      }));
      await store.deliveries.delivered(found, results, NOW);
      expect(await store.deliveries.nextDue()).toBeNull();
      await store.repair.offerAgain(p, ["1@a", "3@a", "unknown@a"], NOW + 1);
      expect(await store.deliveries.due(NOW + 1)).toHaveLength(1);
      const again = await store.deliveries.nextBatch(p, NOW + 1, LIMITS);
      expect(again?.versions.map(({ uid }) => uid)).toEqual(["1@a"]);
    });
  });
}
