import { describe, expect, test } from "vitest";
import type { PeerFilter } from "../../src/core/model/peer-filter.ts";
import type { Version } from "../../src/core/model/version.ts";
import type { Store } from "../../src/store/contract.ts";
import {
  DAY,
  declared,
  deletion,
  feedSite,
  HOUR,
  NOW,
  observeOne,
  peerSite,
  poll,
  sourceOf,
  version,
  vevent,
} from "./samples.ts";
import type { StoreKind } from "./store.ts";

const MUSIC = { CATEGORIES: "Music" };
const TALK = { CATEGORIES: "Talk" };
const tagged = (...tags: readonly string[]) => ({ filterIn: { tags } });

async function offer(store: Store, siteId: number | null, ...versions: readonly Version[]) {
  const arrivals = versions.map((version) => ({ version, siteId }));
  return (await store.commons.apply(arrivals, NOW)).map(({ verdict }) => verdict);
}

/** UIDs that are seen in lists, feeds, news and counts: the same in all of them. */
async function seen(store: Store): Promise<readonly string[]> {
  const listed = (await store.commons.list({ limit: 99 })).rows.map(({ event }) => event.uid).toSorted();
  const published = await store.commons.published({ tombstonesSince: 0, after: "", limit: 99 });
  const live = published.filter(({ version }) => !version.deleted).map(({ version }) => version.uid);
  const recent = (await store.commons.recent({ limit: 99 })).map(({ uid }) => uid).toSorted();
  expect(live).toEqual(listed);
  expect(recent).toEqual(listed);
  expect([...(await store.commons.shown(listed))].toSorted()).toEqual(listed);
  expect((await store.statistics()).events).toBe(listed.length);
  return listed;
}

const texts = async (store: Store, uid: string) =>
  (await store.commons.get(uid))?.standing.map(({ version }) => version.text !== "");

async function refilter(store: Store, site: string, filterIn: PeerFilter | null, now: number) {
  await declared(store, peerSite(site, { filterIn }));
  await store.commons.maintain(now);
}

export function admissionContract({ place }: StoreKind): void {
  describe("stores and shows what filters take", () => {
    test("and of all else from a peer a stub, which says in answers, digests and merges what it is", async () => {
      await using at = await place();
      await using store = await at.open();
      await using elsewhere = await place();
      await using whole = await elsewhere.open();
      const [p = 0] = await declared(store, peerSite("p", tagged("music")));
      const all = [version("1@a", 1, MUSIC), version("2@a", 1, TALK), version("3@a", 1)];
      expect(await offer(store, p, ...all)).toEqual(["accepted", "filtered", "filtered"]);
      await offer(whole, null, ...all);
      expect(await seen(store)).toEqual(["1@a"]);
      const stub = await store.commons.get("2@a");
      expect(stub).toMatchObject({ admitted: false, shown: null, winner: { ...all[1], text: "" } });
      expect(await store.commons.byExactDigest(all.map(({ c1 }) => c1))).toHaveLength(1);
      expect(await store.commons.facets("tags", { from: NOW, limit: 9 })).toEqual([
        { name: "Music", events: 1 },
      ]);
      expect(await store.commons.known(["2@a"])).toEqual(new Set(["2@a"]));
      expect(await store.repair.fingerprints()).toEqual(await whole.repair.fingerprints());
      expect(await store.repair.wanted(p, NOW, 9)).toEqual([]);
      // What overtakes a stub leaves nothing of it.
      await offer(store, p, version("3@a", 2));
      expect((await store.commons.get("3@a"))?.history).toEqual([]);
      await offer(whole, null, version("3@a", 2));
      // Nothing is made of it that was not known before.
      const before = await store.commons.lastChange();
      expect(await offer(store, p, ...all)).toEqual(["duplicate", "filtered", "filtered"]);
      expect(await store.commons.lastChange()).toEqual(before);
      expect(await store.repair.fingerprints()).toEqual(await whole.repair.fingerprints());
    });

    test("whichever site shows it: one that takes it is enough", async () => {
      await using at = await place();
      await using store = await at.open();
      const [p = 0, q = 0] = await declared(store, peerSite("p", tagged("music")), peerSite("q"));
      expect(await offer(store, p, version("1@a", 1))).toEqual(["filtered"]);
      expect(await offer(store, q, version("1@a", 1))).toEqual(["duplicate"]);
      expect(await texts(store, "1@a")).toEqual([true]);
      expect(await seen(store)).toEqual(["1@a"]);
      // From then on it is shown whoever brings the next version.
      expect(await offer(store, p, version("1@a", 2))).toEqual(["accepted"]);
      expect(await seen(store)).toEqual(["1@a"]);
    });

    test("by the least hop of any version, so that a shorter way lets it in", async () => {
      await using at = await place();
      await using store = await at.open();
      const [p = 0] = await declared(store, peerSite("p", { filterIn: { hops: 3 } }));
      const at3 = version("1@a", 1, {}, { hop: 3 });
      expect(await offer(store, p, { ...at3, hop: 5 })).toEqual(["filtered"]);
      expect(await offer(store, p, { ...at3, hop: 4 })).toEqual(["filtered"]);
      expect(await seen(store)).toEqual([]);
      expect(await offer(store, p, at3)).toEqual(["duplicate"]);
      expect(await seen(store)).toEqual(["1@a"]);
      expect((await store.commons.get("1@a"))?.winner).toEqual(at3);
    });

    test("judging the winner alone: rivals and late versions let nothing in", async () => {
      await using at = await place();
      await using store = await at.open();
      const [p = 0] = await declared(store, peerSite("p", tagged("music")));
      const two = [version("1@a", 1, MUSIC), version("1@a", 1, TALK)];
      const [loses, wins] = two.toSorted((a, b) => (a.digest < b.digest ? -1 : 1)) as [Version, Version];
      const musicWins = wins === two[0];
      await offer(store, p, loses, wins);
      expect((await seen(store)).length).toBe(musicWins ? 1 : 0);
      await offer(store, p, version("2@a", 5, TALK), version("2@a", 4, MUSIC));
      expect((await seen(store)).includes("2@a")).toBe(false);
      expect((await store.commons.get("2@a"))?.history).toEqual([]);
    });

    test("and keeps with its text, but out of sight, what plain feeds show", async () => {
      await using at = await place();
      await using store = await at.open();
      const [f = 0, g = 0] = await declared(
        store,
        feedSite("f", tagged("music")),
        feedSite("g", tagged("talk")),
      );
      await poll(store, f, [vevent("1@a", MUSIC), vevent("2@a", TALK)]);
      expect(await seen(store)).toEqual(["1@a"]);
      expect(await texts(store, "2@a")).toEqual([true]);
      await poll(store, g, [vevent("2@a", TALK)]);
      expect(await seen(store)).toEqual(["1@a", "2@a"]);
    });

    test("asking for what it has only a stub of once a feed shows it as well", async () => {
      await using at = await place();
      await using store = await at.open();
      const [p = 0, f = 0] = await declared(store, peerSite("p", tagged("music")), feedSite("f"));
      const minted = observeOne(f, vevent("1@a", TALK)).version;
      expect(await offer(store, p, minted)).toEqual(["filtered"]);
      expect(await store.repair.wanted(p, NOW, 9)).toEqual([]);
      await poll(store, f, [vevent("1@a", TALK)]);
      expect(await store.repair.wanted(p, NOW, 9)).toEqual([{ uid: "1@a", c1: minted.c1 }]);
      expect(await seen(store)).toEqual([]);
      expect(await offer(store, p, minted)).toEqual(["duplicate"]);
      expect(await seen(store)).toEqual(["1@a"]);
      // What the feed says is known all the while: a change in it is minted.
      await poll(store, f, [vevent("1@a", { ...TALK, SUMMARY: "Changed" })], NOW + HOUR);
      expect((await store.commons.get("1@a"))?.winner?.revision).toBe(2);
    });

    test("and remembers what a feed says beside a stub of the same, until that is overtaken", async () => {
      await using at = await place();
      await using store = await at.open();
      const [p = 0, f = 0] = await declared(store, peerSite("p", tagged("music")), feedSite("f"));
      const minted = observeOne(f, vevent("1@a", TALK)).version;
      await offer(store, p, minted);
      await poll(store, f, [vevent("1@a", TALK)]);
      const ofFeed = { "X-DISCAL-BY": "feed", "X-DISCAL-SOURCE": sourceOf(f) };
      const newer = version("1@a", 2, { ...TALK, ...ofFeed, SUMMARY: "Left by another poller" });
      expect(await offer(store, p, newer)).toEqual(["accepted"]);
      for (const hours of [1, 2, 3]) await poll(store, f, [vevent("1@a", TALK)], NOW + hours * HOUR);
      const winner = (await store.commons.get("1@a"))?.winner;
      expect(winner).toMatchObject({ revision: 3, digest: minted.digest });
    });

    test("whatever a person of this node enters, also of what no filter took", async () => {
      await using at = await place();
      await using store = await at.open();
      const [p = 0] = await declared(store, peerSite("p", tagged("music")));
      expect(await offer(store, null, version("1@a", 1))).toEqual(["accepted"]);
      expect(await offer(store, p, version("1@a", 2))).toEqual(["accepted"]);
      expect(await offer(store, p, version("2@a", 1))).toEqual(["filtered"]);
      expect(await offer(store, null, version("2@a", 2))).toEqual(["accepted"]);
      expect(await seen(store)).toEqual(["1@a", "2@a"]);
    });

    test("once admitted for good: out of sight while its winner is not taken, but stored in full", async () => {
      await using at = await place();
      await using store = await at.open();
      const [p = 0] = await declared(store, peerSite("p", tagged("music")));
      await offer(store, p, version("1@a", 1, MUSIC));
      expect(await offer(store, p, version("1@a", 2, TALK))).toEqual(["accepted"]);
      expect(await seen(store)).toEqual([]);
      expect(await store.commons.get("1@a")).toMatchObject({ admitted: true, shown: null });
      expect(await texts(store, "1@a")).toEqual([true]);
      // Nobody is asked to choose among what nobody sees.
      const rival = version("1@a", 2, { ...TALK, SUMMARY: "Rival" });
      expect(await offer(store, p, rival)).toEqual(["conflict"]);
      expect(await store.commons.waiting({ kind: "conflict", after: "", limit: 9 })).toEqual([]);
      expect(await store.notices.untold(9)).toEqual([]);
      expect(await offer(store, p, version("1@a", 3, MUSIC))).toEqual(["accepted"]);
      expect(await seen(store)).toEqual(["1@a"]);
    });

    test("so that a deletion, which has no tags, deletes all the same", async () => {
      await using at = await place();
      await using store = await at.open();
      const [p = 0, q = 0] = await declared(store, peerSite("p", tagged("music")), peerSite("q"));
      await offer(store, p, version("1@a", 1, MUSIC));
      expect(await offer(store, p, deletion("1@a", 2))).toEqual(["accepted"]);
      expect(await seen(store)).toEqual([]);
      // Who follows a feed learns it.
      const tombstones = async () =>
        (await store.commons.published({ tags: ["music"], tombstonesSince: NOW, after: "", limit: 9 })).map(
          ({ version }) => version.uid,
        );
      expect(await tombstones()).toEqual(["1@a"]);
      // One that overtakes its event, too: whoever shows the event later is too late.
      expect(await offer(store, p, deletion("2@a", 2))).toEqual(["filtered"]);
      await offer(store, q, version("2@a", 1, MUSIC));
      expect(await seen(store)).toEqual([]);
      expect((await store.commons.get("2@a"))?.winner?.deleted).toBe(true);
      await refilter(store, "p", { tags: ["talk"] }, NOW + HOUR);
      expect(await tombstones()).toEqual(["1@a"]);
    });

    test("and by the policy, whose last row that matches counts", async () => {
      await using at = await place();
      await using store = await at.open();
      const show = { action: "show", actor: "*" } as const;
      const policies = [
        { ...show, scope: "tag:Talk", verdict: "deny" },
        { ...show, scope: "uid:2@a", verdict: "allow" },
        { action: "forward", actor: "*", scope: "*", verdict: "deny" },
      ] as const;
      await store.registry.declarePolicies(policies, NOW);
      expect(await store.registry.policies()).toEqual(policies);
      const [p = 0] = await declared(store, peerSite("p"));
      const all = [version("1@a", 1, TALK), version("2@a", 1, TALK), version("3@a", 1)];
      expect(await offer(store, p, ...all)).toEqual(["filtered", "accepted", "accepted"]);
      expect(await seen(store)).toEqual(["2@a", "3@a"]);
    });
  });

  describe("judges all anew where filters or policies have changed", () => {
    test("and hides or shows what it has in full, page by page", async () => {
      await using at = await place();
      await using store = await at.open();
      const [p = 0] = await declared(store, peerSite("p"));
      const many = Array.from({ length: 450 }, (_, n) => version(`${n}@a`, 1, n % 3 === 0 ? MUSIC : TALK));
      await offer(store, p, ...many);
      await refilter(store, "p", { tags: ["music"] }, NOW + HOUR);
      expect((await store.statistics()).events).toBe(150);
      expect(await store.commons.get("1@a")).toMatchObject({ admitted: true, shown: null });
      const before = await store.commons.lastChange([p]);
      await store.commons.maintain(NOW + 2 * HOUR);
      expect(await store.commons.lastChange([p])).toEqual(before);
      const head = await store.repair.head();
      await refilter(store, "p", null, NOW + DAY);
      expect((await store.statistics()).events).toBe(450);
      // Peers that were not given them are.
      expect((await store.repair.changes(head, 999)).items).toHaveLength(300);
      expect((await store.commons.lastChange([p])).seq).toBeGreaterThan(before.seq);
    });

    test("and wants the bodies of what it only has stubs of", async () => {
      await using at = await place();
      await using store = await at.open();
      const [p = 0] = await declared(store, peerSite("p", tagged("music")));
      const [talk, other] = [version("1@a", 1, TALK), version("2@a", 1)];
      await offer(store, p, talk, other);
      await refilter(store, "p", { tags: ["talk"] }, NOW + HOUR);
      const wanted = async () => (await store.repair.wanted(p, NOW + HOUR, 9)).map(({ c1 }) => c1);
      expect(await wanted()).toEqual([talk.c1, other.c1]);
      expect(await offer(store, p, talk, other)).toEqual(["duplicate", "filtered"]);
      expect(await wanted()).toEqual([]);
      expect(await seen(store)).toEqual(["1@a"]);
      await refilter(store, "p", null, NOW + DAY);
      expect(await wanted()).toEqual([other.c1]);
      expect(await seen(store)).toEqual(["1@a"]);
      await offer(store, p, other);
      expect(await seen(store)).toEqual(["1@a", "2@a"]);
    });

    test("also where the API or the policy has changed them", async () => {
      await using at = await place();
      await using store = await at.open();
      const { id } = await store.registry.add(peerSite("p", { declared: "api" }), NOW);
      await offer(store, id, version("1@a", 1, MUSIC), version("2@a", 1, TALK));
      await store.registry.change(id, tagged("talk"), NOW);
      await store.commons.maintain(NOW);
      expect(await seen(store)).toEqual(["2@a"]);
      expect(await store.registry.byId(id)).toMatchObject(tagged("talk"));
      const deny = { action: "show", actor: "p.example", scope: "*", verdict: "deny" } as const;
      await store.registry.declarePolicies([deny], NOW);
      await store.commons.maintain(NOW);
      expect(await seen(store)).toEqual([]);
      await store.registry.declarePolicies([], NOW);
      await store.registry.change(id, { filterIn: null }, NOW);
      await store.commons.maintain(NOW);
      expect(await seen(store)).toEqual(["1@a", "2@a"]);
    });
  });
}
