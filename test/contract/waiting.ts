import { describe, expect, test } from "vitest";
import type { Version } from "../../src/core/model/version.ts";
import type { Store } from "../../src/store/contract.ts";
import { declared, feedSite, HOUR, NOW, peerSite, poll, version, vevent } from "./samples.ts";
import type { StoreKind } from "./store.ts";

const LOCKED = `01JQ0000000000000000000000.${"A".repeat(40)}@origin.example`;

type Wanted = Parameters<Store["commons"]["waiting"]>[0];

function waiting(store: Store, kind: Wanted["kind"], wanted: Partial<Wanted> = {}) {
  return store.commons.waiting({ kind, after: "", limit: 99, ...wanted });
}

async function told(store: Store): Promise<readonly (readonly [string, string | null, number | null])[]> {
  const untold = await store.notices.untold(99);
  await store.notices.told(
    untold.map(({ id }) => id),
    NOW,
  );
  return untold.map(({ kind, uid, siteId }) => [kind, uid, siteId]);
}

async function unseen(store: Store): Promise<readonly (readonly [string, string | null])[]> {
  const listed = await store.notices.list({ unseenOnly: true, before: null, limit: 99 });
  return listed.map(({ kind, uid }) => [kind, uid]);
}

const rivals = (uid: string, revision = 1) =>
  ["One", "Two"].map((SUMMARY) => version(uid, revision, { SUMMARY }));

const byFeed = { "X-DISCAL-BY": "feed", "X-DISCAL-SOURCE": "0123456789abcdef" };

export function waitingContract({ place }: StoreKind): void {
  const enter = async (
    store: Store,
    siteId: number | null,
    versions: readonly Version[],
    enteredBy?: string,
  ) =>
    store.commons.apply(
      versions.map((version) => ({ version, siteId, ...(enteredBy === undefined ? {} : { enteredBy }) })),
      NOW,
    );

  describe("knows what waits for a person", () => {
    test("conflicts, by UID, until they are settled; never those between feeds alone", async () => {
      await using at = await place();
      await using store = await at.open();
      const [p = 0] = await declared(store, peerSite("p"));
      await enter(store, null, rivals("2@a"));
      await enter(store, p, rivals("1@a"));
      await enter(store, p, [version("3@a", 1), version("4@a", 1, { SUMMARY: "Four", ...byFeed })]);
      await enter(store, p, [version("4@a", 1, byFeed)]);
      expect(await waiting(store, "conflict")).toEqual(["1@a", "2@a"]);
      expect(await waiting(store, "conflict", { after: "1@a" })).toEqual(["2@a"]);
      expect(await waiting(store, "conflict", { limit: 1 })).toEqual(["1@a"]);
      expect(await waiting(store, "conflict", { siteId: p })).toEqual(["1@a"]);
      expect(await waiting(store, "conflict", { text: "nothing" })).toEqual([]);
      expect((await waiting(store, "conflict", { text: "one two" })).length).toBe(0);
      expect(await told(store)).toEqual([
        ["conflict", "2@a", null],
        ["conflict", "1@a", p],
      ]);
      await enter(store, null, [version("1@a", 2)]);
      expect(await waiting(store, "conflict")).toEqual(["2@a"]);
      expect(await unseen(store)).toEqual([["conflict", "2@a"]]);
      expect(await waiting(store, "proposal")).toEqual([]);
    });

    test("what a feed proposes against a person, until somebody has looked or the feed says another thing", async () => {
      await using at = await place();
      await using store = await at.open();
      const [f = 0] = await declared(store, feedSite("f"));
      await poll(store, f, [vevent("1@a")]);
      await enter(store, null, [version("1@a", 2, { SUMMARY: "Own" })]);
      expect(await waiting(store, "proposal")).toEqual([]);
      await poll(store, f, [vevent("1@a", { SUMMARY: "Changed" })], NOW + HOUR);
      await poll(store, f, [vevent("1@a", { SUMMARY: "Changed again" })], NOW + 2 * HOUR);
      expect(await waiting(store, "proposal")).toEqual(["1@a"]);
      // Once, as long as nobody has seen it.
      expect(await told(store)).toEqual([["proposal", "1@a", f]]);
      const proposals = async () =>
        (await store.commons.get("1@a"))?.history.filter(({ proposed }) => proposed) ?? [];
      expect((await proposals()).map(({ waits }) => waits)).toEqual([true, false]);
      await store.commons.settleProposals("1@a", NOW);
      await store.commons.settleProposals("unknown@a", NOW);
      expect(await waiting(store, "proposal")).toEqual([]);
      expect((await proposals()).map(({ waits }) => waits)).toEqual([false, false]);
      expect(await unseen(store)).toEqual([]);
    });

    test("and what is proposed waits no more once it is published", async () => {
      await using at = await place();
      await using store = await at.open();
      const [f = 0] = await declared(store, feedSite("f"));
      await poll(store, f, [vevent("1@a")]);
      await enter(store, null, [version("1@a", 2, { SUMMARY: "Own" })]);
      await poll(store, f, [vevent("1@a", { SUMMARY: "Changed" })], NOW + HOUR);
      expect(await unseen(store)).toEqual([["proposal", "1@a"]]);
      await enter(store, null, [version("1@a", 3, { SUMMARY: "Changed" })]);
      expect(await waiting(store, "proposal")).toEqual([]);
      expect(await unseen(store)).toEqual([]);
    });

    test("and what a stranger reported is the word of the peer that shows it in the end, not of people here", async () => {
      await using at = await place();
      await using store = await at.open();
      const [p = 0] = await declared(store, peerSite("p"));
      await enter(store, null, [version("1@a", 1)]);
      const theirs = version("1@a", 2, { SUMMARY: "Theirs" });
      await store.commons.propose([theirs], { url: "https://stranger.example", siteId: null }, NOW);
      expect(await told(store)).toEqual([["proposal", "1@a", null]]);
      await enter(store, p, [theirs]);
      expect(await told(store)).toEqual([["overtaken", "1@a", p]]);
      const known = await store.commons.get("1@a");
      expect(known?.standing).toMatchObject([{ receivedFrom: p, enteredBy: null }]);
      await enter(store, null, [version("1@a", 3, { SUMMARY: "Ours" })]);
      expect(await unseen(store)).toEqual([["overtaken", "1@a"]]);
    });

    test("open versions of a UID that names its key", async () => {
      await using at = await place();
      await using store = await at.open();
      const [p = 0] = await declared(store, peerSite("p"));
      await enter(store, p, [version(LOCKED, 1, {}, { class: "signed", signature: "c2ln" })]);
      expect(await waiting(store, "proposal")).toEqual([]);
      await enter(store, p, [version(LOCKED, 2, { SUMMARY: "Proposed" })]);
      expect(await waiting(store, "proposal")).toEqual([LOCKED]);
      expect(await told(store)).toEqual([["proposal", LOCKED, p]]);
      await store.commons.settleProposals(LOCKED, NOW);
      expect(await waiting(store, "proposal")).toEqual([]);
      await enter(store, p, [version(LOCKED, 2, { SUMMARY: "Proposed" }, { hop: 0 })]);
      expect(await waiting(store, "proposal")).toEqual([]);
      expect(await told(store)).toEqual([]);
    });
  });

  describe("tells people", () => {
    test("that what one of them wrote is overtaken by another, or came too late", async () => {
      await using at = await place();
      await using store = await at.open();
      const [p = 0] = await declared(store, peerSite("p"));
      const said = (revision: number) => version("1@a", revision, { SUMMARY: `Said ${revision}` });
      await enter(store, null, [said(1)], "Ada");
      await enter(store, null, [said(2)], "Ada");
      expect(await told(store)).toEqual([]);
      await enter(store, null, [said(3)], "Grace");
      expect(await told(store)).toEqual([["overtaken", "1@a", null]]);
      await enter(store, p, [said(4)]);
      expect(await told(store)).toEqual([["overtaken", "1@a", p]]);
      await enter(store, p, [said(5)]);
      expect(await told(store)).toEqual([]);
      const late = version("1@a", 4, { SUMMARY: "Late" });
      await enter(store, p, [late, late]);
      expect(await told(store)).toEqual([["held", "1@a", p]]);
      // Known bytes are no news, also once somebody has seen it.
      for (const { id } of await store.notices.list({ unseenOnly: true, before: null, limit: 99 })) {
        await store.notices.seen(id, NOW);
      }
      await enter(store, p, [late]);
      expect(await told(store)).toEqual([]);
    });

    test("in words that name the event, and nothing that was not committed", async () => {
      await using at = await place();
      await using store = await at.open();
      await enter(store, null, [version("1@a", 1, { SUMMARY: "Picnic" })]);
      const another = { version: version("1@a", 1, { SUMMARY: "Other" }), siteId: null };
      const broken = { version: version("2@a", 1), siteId: 4711 };
      await expect(store.commons.apply([another, broken], NOW)).rejects.toMatchObject({
        problem: "not-found",
      });
      expect(await store.notices.untold(9)).toEqual([]);
      await store.commons.apply([another], NOW);
      const [notice] = await store.notices.untold(9);
      expect(notice?.text).toMatch(/“(?:Picnic|Other)” \(1@a\)/);
    });
  });
}
