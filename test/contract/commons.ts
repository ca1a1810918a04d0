import { describe, expect, test } from "vitest";
import { standOf } from "../../src/core/reconcile/stand.ts";
import { DAY, declared, deletion, HOUR, NOW, peerSite, version } from "./samples.ts";
import type { StoreKind } from "./store.ts";

const SELF_CERTIFYING = `01JQ0000000000000000000000.${"A".repeat(40)}@origin.example`;

export function commonsContract({ place }: StoreKind): void {
  describe("merges versions", () => {
    test("and answers for each in its order", async () => {
      await using at = await place();
      await using store = await at.open();
      const versions = [
        version("1@a", 2),
        version("1@a", 2),
        version("1@a", 3, { SUMMARY: "New" }),
        version("1@a", 3, { SUMMARY: "Other" }),
        version("1@a", 1),
        version("2@a", 0),
      ];
      const results = await store.commons.apply(
        versions.map((version) => ({ version, siteId: null })),
        NOW,
      );
      expect(results.map(({ uid, revision, verdict }) => [uid, revision, verdict])).toEqual([
        ["1@a", 2, "accepted"],
        ["1@a", 2, "duplicate"],
        ["1@a", 3, "accepted"],
        ["1@a", 3, "conflict"],
        ["1@a", 1, "held"],
        ["2@a", 0, "accepted"],
      ]);
    });

    test("and keeps rivals of one revision side by side, whatever their order", async () => {
      await using at = await place();
      await using store = await at.open();
      const [one, two] = [version("1@a", 1, { SUMMARY: "One" }), version("1@a", 1, { SUMMARY: "Two" })];
      await store.commons.apply(
        [
          { version: one, siteId: null },
          { version: two, siteId: null },
        ],
        NOW,
      );
      const found = await store.commons.get("1@a");
      expect(found?.state.open?.versions.map(({ digest }) => digest).toSorted()).toEqual(
        [one.digest, two.digest].toSorted(),
      );
      const best = [one, two].toSorted((a, b) => (a.digest < b.digest ? 1 : -1))[0];
      expect(found?.winner).toEqual(best);
      expect((await store.statistics()).conflicts).toBe(1);

      await store.commons.apply([{ version: version("1@a", 2), siteId: null }], NOW);
      expect((await store.statistics()).conflicts).toBe(0);
      expect((await store.commons.get("1@a"))?.history).toHaveLength(2);
    });

    test("of a person who settles a conflict only onto what they have seen", async () => {
      await using at = await place();
      await using store = await at.open();
      const rivals = ["One", "Two"].map((SUMMARY) => version("1@a", 1, { SUMMARY }));
      const [first, second] = rivals.map((each) => ({ version: each, siteId: null }));
      await store.commons.apply([first!], NOW);
      const onto = standOf((await store.commons.get("1@a"))!.state)!;
      expect(onto).toBe("1");
      const settled = { version: version("1@a", 2), siteId: null };
      const results = await store.commons.apply([second!, { ...settled, onto }], NOW);
      expect(results.map(({ verdict }) => verdict)).toEqual(["conflict", "rejected"]);
      const now = standOf((await store.commons.get("1@a"))!.state)!;
      expect(now).toMatch(/^1-[0-9a-f]{16}$/);
      expect(await store.commons.apply([{ ...settled, onto: now }], NOW)).toMatchObject([
        { verdict: "accepted" },
      ]);
      expect(
        await store.commons.apply([{ version: version("2@a", 0), siteId: null, onto }], NOW),
      ).toMatchObject([{ verdict: "rejected" }]);
      expect(await store.commons.get("2@a")).toBeNull();
    });

    test("and gives back each with all that came", async () => {
      await using at = await place();
      await using store = await at.open();
      const one = version("ü 😀@a", 7, {
        SUMMARY: "Ärger\\, „Öl“ 😀",
        SEQUENCE: "4",
        "LAST-MODIFIED": "20260302T000000Z",
      });
      const signed = { ...one, hop: 3, signature: "c2ln" };
      await store.commons.apply([{ version: signed, siteId: null }], NOW);
      expect((await store.commons.get(one.uid))?.winner).toEqual(signed);
      expect(await store.commons.byExactDigest([one.c1, "0".repeat(64), one.c1])).toEqual([signed]);
      expect(await store.commons.get("other@a")).toBeNull();
      expect(await store.commons.known([one.uid, "other@a"])).toEqual(new Set([one.uid]));
    });

    test("and says at once which of many are shown: not those that were deleted, or whose key did not sign", async () => {
      await using at = await place();
      await using store = await at.open();
      const versions = [version("1@a", 1), deletion("2@a", 3), version(SELF_CERTIFYING, 4)];
      await store.commons.apply(
        versions.map((each) => ({ version: each, siteId: null })),
        NOW,
      );
      const many = Array.from({ length: 5_000 }, (_, index) => `other${index}@a`);
      const asked = [...versions.map(({ uid }) => uid), "1@a", ...many];
      expect(await store.commons.shown(asked)).toEqual(new Set(["1@a"]));
      expect(await store.commons.shown([])).toEqual(new Set());
    });

    test("and keeps the least hop, without calling that a change of the event", async () => {
      await using at = await place();
      await using store = await at.open();
      for (const hop of [5, 2, 9]) {
        await store.commons.apply([{ version: version("1@a", 1, {}, { hop }), siteId: null }], NOW + hop);
      }
      const found = await store.commons.get("1@a");
      expect(found?.winner?.hop).toBe(2);
      expect(found?.changedAt).toBe(NOW + 5);
      expect(await store.commons.lastChange()).toMatchObject({ at: NOW + 2 });
    });

    test("and keeps tombstones, so that a deletion that overtakes its event still wins", async () => {
      await using at = await place();
      await using store = await at.open();
      await store.commons.apply([{ version: deletion("1@a", 3), siteId: null }], NOW);
      await store.commons.apply([{ version: version("1@a", 2), siteId: null }], NOW);
      expect((await store.commons.get("1@a"))?.winner?.deleted).toBe(true);
      expect(await store.commons.list({ limit: 10 })).toEqual({ rows: [], next: null });
      expect((await store.statistics()).events).toBe(0);
    });

    test("and says how much room they take", async () => {
      await using at = await place();
      await using store = await at.open();
      const { bytes } = await store.statistics();
      expect(bytes).toBeGreaterThan(0);
      const DESCRIPTION = "so much to say ".repeat(3_000);
      const versions = ["1", "2", "3", "4"].map((uid) => version(uid, 1, { DESCRIPTION }));
      await store.commons.apply(
        versions.map((version) => ({ version, siteId: null })),
        NOW,
      );
      expect((await store.statistics()).bytes).toBeGreaterThan(bytes + 4 * DESCRIPTION.length);
    });

    test("and publishes no open version of a UID that names its key", async () => {
      await using at = await place();
      await using store = await at.open();
      const open = version(SELF_CERTIFYING, 4);
      const [result] = await store.commons.apply([{ version: open, siteId: null }], NOW);
      expect(result?.verdict).toBe("held");
      expect(await store.commons.get(SELF_CERTIFYING)).toMatchObject({
        winner: null,
        state: { open: { revision: 4 } },
      });
      expect((await store.commons.list({ limit: 10 })).rows).toEqual([]);

      const signed = version(SELF_CERTIFYING, 1, {}, { class: "signed", signature: "c2ln" });
      await store.commons.apply([{ version: signed, siteId: null }], NOW);
      expect((await store.commons.get(SELF_CERTIFYING))?.winner).toEqual(signed);
      expect((await store.commons.list({ limit: 10 })).rows).toHaveLength(1);
    });

    test("and leaves nothing behind where one of a transaction fails", async () => {
      await using at = await place();
      await using store = await at.open();
      const before = await store.commons.lastChange();
      const arrivals = [
        { version: version("1@a", 1), siteId: null },
        { version: version("2@a", 1), siteId: 4711 },
      ];
      await expect(store.commons.apply(arrivals, NOW)).rejects.toMatchObject({ problem: "not-found" });
      expect(await store.commons.get("1@a")).toBeNull();
      expect(await store.commons.lastChange()).toEqual(before);
      expect((await store.commons.list({ limit: 10 })).rows).toEqual([]);
    });
  });

  describe("remembers", () => {
    test("by which sites an object came, and what it has heard before changes nothing", async () => {
      await using at = await place();
      await using store = await at.open();
      const [a = 0, b = 0] = await declared(store, peerSite("a"), peerSite("b"));
      await store.commons.apply([{ version: version("1@a", 1, {}, { hop: 2 }), siteId: b }], NOW);
      await store.commons.apply([{ version: version("1@a", 1, {}, { hop: 4 }), siteId: a }], NOW + HOUR);
      const found = await store.commons.get("1@a");
      expect(found?.sightings).toMatchObject([
        { siteId: a, hop: 4, firstSeen: NOW + HOUR, missingSince: null },
        { siteId: b, hop: 2, firstSeen: NOW, missingSince: null },
      ]);
      const before = await store.commons.lastChange();
      await store.commons.apply([{ version: version("1@a", 1, {}, { hop: 4 }), siteId: a }], NOW + DAY);
      expect(await store.commons.lastChange()).toEqual(before);
      expect(await store.commons.get("1@a")).toEqual(found);
    });

    test("overtaken versions and late ones by persons, newest first, for 90 days", async () => {
      await using at = await place();
      await using store = await at.open();
      const late = version("1@a", 1, { SUMMARY: "Late" });
      const byFeed = version("1@a", 0, {
        SUMMARY: "Stale",
        "X-DISCAL-BY": "feed",
        "X-DISCAL-SOURCE": "0123456789abcdef",
      });
      for (const [hours, arriving] of [version("1@a", 2), version("1@a", 3), late, byFeed, late].entries()) {
        await store.commons.apply([{ version: arriving, siteId: null }], NOW + hours * HOUR);
      }
      const found = await store.commons.get("1@a");
      expect(found?.history.map(({ version, at }) => [version.revision, at])).toEqual([
        [1, NOW + 2 * HOUR],
        [2, NOW + HOUR],
      ]);
      expect(found?.history.every(({ why }) => why !== "")).toBe(true);
      await store.commons.maintain(NOW + 90 * DAY);
      expect((await store.commons.get("1@a"))?.history).toHaveLength(2);
      await store.commons.maintain(NOW + 91 * DAY);
      expect((await store.commons.get("1@a"))?.history).toEqual([]);
    });

    test("no more of a UID's past than is useful", async () => {
      await using at = await place();
      await using store = await at.open();
      const arrivals = Array.from({ length: 60 }, (_, n) => ({ version: version("1@a", n), siteId: null }));
      await store.commons.apply(arrivals, NOW);
      const found = await store.commons.get("1@a");
      expect(found?.winner?.revision).toBe(59);
      expect(found?.history.map(({ version }) => version.revision)).toContain(58);
      expect(found?.history.length).toBeLessThan(60);

      const late = Array.from({ length: 60 }, (_, n) => version("1@a", 1, { SUMMARY: `Late ${n}` }));
      for (const version of late) await store.commons.apply([{ version, siteId: null }], NOW + HOUR);
      expect((await store.commons.get("1@a"))?.history.length).toBeLessThan(60);
    });

    test("a nonce until it is past", async () => {
      await using at = await place();
      await using store = await at.open();
      expect(await store.useNonce("n", NOW + HOUR, NOW)).toBe(true);
      expect(await store.useNonce("n", NOW + HOUR, NOW + HOUR - 1)).toBe(false);
      expect(await store.useNonce("m", NOW + HOUR, NOW)).toBe(true);
      expect(await store.useNonce("n", NOW + 3 * HOUR, NOW + 2 * HOUR)).toBe(true);
    });
  });
}
