import { describe, expect, test } from "vitest";
import { bucketOf } from "../../src/core/reconcile/digest-buckets.ts";
import { declared, HOUR, NOW, peerSite, version } from "./samples.ts";
import type { StoreKind } from "./store.ts";

const KEY = "AB".repeat(20);
const uidOf = (n: number, key = KEY) =>
  `01JQ00000000000000000000${String(n).padStart(2, "0")}.${key}@a.example`;
const signed = (uid: string, revision: number, SUMMARY = "Event") =>
  version(uid, revision, { SUMMARY }, { class: "signed", signature: "c2ln" });

export function disownedContract({ place }: StoreKind): void {
  describe("follows a key", () => {
    test("by all UIDs that name it, in any case, a page at a time", async () => {
      await using at = await place();
      await using store = await at.open();
      const named = [uidOf(1), uidOf(2, KEY.toLowerCase()), uidOf(3), uidOf(4)];
      const others = [uidOf(5, "C".repeat(40)), `${uidOf(6)}@b`, `x.${KEY}@a.example`, "1@a"];
      await store.commons.apply(
        [...named, ...others].map((uid) => ({ version: version(uid, 1), siteId: null })),
        NOW,
      );
      const page = (after: string, limit: number) => store.commons.ofKey(KEY, { after, limit });
      expect(await page("", 9)).toEqual(named);
      expect(await page("", 2)).toEqual(named.slice(0, 2));
      expect(await page(named[1] ?? "", 9)).toEqual(named.slice(2));
      expect(await store.commons.ofKey(KEY.toLowerCase(), { after: "", limit: 9 })).toEqual(named);
    });

    test("and takes out what it signed no more: what is left decides, lists and peers follow", async () => {
      await using at = await place();
      await using store = await at.open();
      const [p = 0] = await declared(store, peerSite("p"));
      const uid = uidOf(1);
      const two = [signed(uid, 2, "One"), signed(uid, 2, "Two")];
      const open = version(uid, 7, { SUMMARY: "Proposed" });
      await store.commons.apply(
        [...two, open].map((version) => ({ version, siteId: p })),
        NOW,
      );
      const [wins, loses] = two.toSorted((a, b) => (a.digest < b.digest ? 1 : -1));
      const [head, fingerprint] = [
        await store.repair.head(),
        (await store.repair.fingerprints())[bucketOf(uid)],
      ];
      expect((await store.statistics()).conflicts).toBe(1);
      await store.commons.disown(uid, [wins?.c1 ?? "", open.c1], NOW + HOUR);
      expect(await store.commons.get(uid)).toMatchObject({
        winner: loses,
        state: { open: { versions: [open] } },
        changedAt: NOW + HOUR,
        history: [],
      });
      expect((await store.statistics()).conflicts).toBe(0);
      expect((await store.commons.list({ limit: 9 })).rows.map(({ event }) => event.title)).toEqual([
        loses?.text.includes("One") === true ? "One" : "Two",
      ]);
      expect((await store.repair.changes(head, 9)).items.map((item) => item.uid)).toEqual([uid]);
      expect((await store.repair.fingerprints())[bucketOf(uid)]).not.toBe(fingerprint);

      await store.commons.disown(uid, [loses?.c1 ?? ""], NOW + HOUR);
      expect(await store.commons.get(uid)).toMatchObject({ winner: null, shown: null });
      expect((await store.commons.list({ limit: 9 })).rows).toEqual([]);
      expect((await store.repair.fingerprints())[bucketOf(uid)]).toBe("");
      expect(await store.commons.byExactDigest(two.map(({ c1 }) => c1))).toEqual([]);
    });

    test("so that a lower revision by a good signature counts again", async () => {
      await using at = await place();
      await using store = await at.open();
      const uid = uidOf(1);
      const [good, forged] = [signed(uid, 3, "Good"), signed(uid, 99, "Forged")];
      await store.commons.apply([{ version: forged, siteId: null }], NOW);
      await store.commons.disown(uid, [forged.c1], NOW);
      const before = await store.commons.lastChange();
      await store.commons.disown(uid, [forged.c1], NOW);
      expect(await store.commons.lastChange()).toEqual(before);
      await store.commons.disown("unknown@a", [forged.c1], NOW);
      // What nobody signed is no matter of keys.
      const open = version("1@a", 1);
      await store.commons.apply([{ version: open, siteId: null }], NOW);
      const entered = await store.commons.lastChange();
      await store.commons.disown("1@a", [open.c1], NOW);
      expect(await store.commons.lastChange()).toEqual(entered);
      const [result] = await store.commons.apply([{ version: good, siteId: null }], NOW);
      expect(result?.verdict).toBe("accepted");
      expect((await store.commons.get(uid))?.winner).toEqual(good);
    });
  });
}
