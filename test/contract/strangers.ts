import { describe, expect, test } from "vitest";
import type { OfferVerdict } from "../../src/core/model/verdict.ts";
import { NOW, version } from "./samples.ts";
import type { StoreKind } from "./store.ts";

export function strangersContract({ place }: StoreKind): void {
  describe("keeps what strangers propose", () => {
    test("up to a number in all, under however many names they come", async () => {
      await using at = await place();
      await using store = await at.open();
      const uids = Array.from({ length: 110 }, (_, n) => `${n}@a`);
      const own = uids.map((uid) => ({ version: version(uid, 1), siteId: null }));
      await store.commons.apply(own, NOW);
      const verdicts: OfferVerdict[] = [];
      for (let n = 0; n < 11; n += 1) {
        const theirs = uids.map((uid) => version(uid, 2, { SUMMARY: `Of stranger ${n}` }));
        const sender = { url: `https://s${n}.example`, siteId: null };
        verdicts.push(...(await store.commons.propose(theirs, sender, NOW)).map(({ verdict }) => verdict));
      }
      const held = verdicts.map((verdict) => (verdict === "held" ? 1 : 0));
      expect(held.slice(0, 110).filter(Boolean)).toHaveLength(100);
      expect(held.filter(Boolean)).toHaveLength(1000);
      // Once people have looked there is room again.
      for (const uid of uids.slice(0, 50)) await store.commons.settleProposals(uid, NOW);
      const late = version("109@a", 2, { SUMMARY: "Late" });
      const [again] = await store.commons.propose([late], { url: "https://s.example", siteId: null }, NOW);
      expect(again?.verdict).toBe("held");
    });
  });
}
