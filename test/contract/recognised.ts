import { describe, expect, test } from "vitest";
import { declared, HOUR, NOW, peerSite, version } from "./samples.ts";
import type { StoreKind } from "./store.ts";

export function recognisedContract({ place }: StoreKind): void {
  describe("recognises what a peer has shown before", () => {
    test("as that peer offers it, and no other; what it has overtaken, it does not", async () => {
      await using at = await place();
      await using store = await at.open();
      const [p = 0, q = 0] = await declared(store, peerSite("p"), peerSite("q"));
      const first = version("1@a", 1, {}, { hop: 3 });
      const { uid, revision, reviseUrl, c1 } = first;
      expect(await store.commons.recognise(p, [c1, ""])).toEqual([null, null]);
      await store.commons.apply([{ version: first, siteId: p }], NOW);
      expect(await store.commons.recognise(p, ["", c1])).toEqual([
        null,
        { uid, revision, reviseUrl, hop: 3 },
      ]);
      expect(await store.commons.recognise(q, [c1])).toEqual([null]);
      await store.commons.apply([{ version: { ...first, hop: 2 }, siteId: q }], NOW);
      expect(await store.commons.recognise(q, [c1])).toMatchObject([{ hop: 2 }]);
      expect(await store.commons.recognise(p, [c1])).toMatchObject([{ hop: 3 }]);
      await store.commons.apply([{ version: version("1@a", 2), siteId: q }], NOW + HOUR);
      expect(await store.commons.recognise(p, [c1])).toEqual([null]);
    });

    test("only where it would be called a duplicate, and nothing be written", async () => {
      await using at = await place();
      await using store = await at.open();
      const [p = 0] = await declared(store, peerSite("p"));
      const offered = [version("1@a", 1), version("1@a", 1, { SUMMARY: "Rival" }), version("2@a", 4)];
      await store.commons.apply(
        offered.map((each) => ({ version: each, siteId: p })),
        NOW,
      );
      const known = await store.commons.recognise(
        p,
        offered.map(({ c1 }) => c1),
      );
      expect(known.map((each) => each?.hop)).toEqual(offered.map(({ hop }) => hop));
      const before = await Promise.all(offered.map(({ uid }) => store.commons.get(uid)));
      const changes = await store.repair.changes(0, 100);
      const results = await store.commons.apply(
        offered.map((each) => ({ version: each, siteId: p })),
        NOW + HOUR,
      );
      expect(results.map(({ verdict, reason }) => `${verdict}: ${reason}`)).toEqual(
        offered.map(() => "duplicate: already known"),
      );
      expect(await Promise.all(offered.map(({ uid }) => store.commons.get(uid)))).toEqual(before);
      expect(await store.repair.changes(0, 100)).toEqual(changes);
    });

    test("but not what no filter takes, of which there is no text", async () => {
      await using at = await place();
      await using store = await at.open();
      const [p = 0] = await declared(store, { ...peerSite("p"), filterIn: { tags: ["music"] } });
      const offered = version("1@a", 1);
      await store.commons.apply([{ version: offered, siteId: p }], NOW);
      expect(await store.commons.recognise(p, [offered.c1])).toEqual([null]);
    });
  });
}
