import { describe, expect, test } from "vitest";
import { declared, HOUR, NOW, peerSite } from "./samples.ts";
import type { StoreKind } from "./store.ts";

const KEY = { fingerprint: "A".repeat(40), certificate: "a certificate" };
const ANNA = { fingerprint: KEY.fingerprint, name: "Anna" };

export function keysContract({ place }: StoreKind): void {
  describe("keeps keys", () => {
    test("by fingerprint, and says whether one is news", async () => {
      await using at = await place();
      await using store = await at.open();
      expect(await store.keys.find(KEY.fingerprint)).toBeNull();
      expect(await store.keys.learn(KEY, NOW)).toBe(true);
      expect(await store.keys.learn(KEY, NOW + HOUR)).toBe(false);
      expect(await store.keys.learn({ ...KEY, certificate: "a newer one" }, NOW + HOUR)).toBe(true);
      expect(await store.keys.find(KEY.fingerprint)).toEqual({ ...KEY, certificate: "a newer one" });
    });

    test("of which each change is an entry of the change log", async () => {
      await using at = await place();
      await using store = await at.open();
      const seq = async () => (await store.commons.lastChange()).seq;
      const before = await seq();
      await store.keys.learn(KEY, NOW);
      const learnt = await seq();
      await store.keys.learn(KEY, NOW);
      expect([learnt > before, await seq()]).toEqual([true, learnt]);
    });

    test("that peers are pinned to, and gives the peer what was learnt of its key", async () => {
      await using at = await place();
      await using store = await at.open();
      const [id = 0] = await declared(store, peerSite("b"));
      await store.registry.pin(id, KEY, NOW);
      await store.keys.learn({ ...KEY, certificate: "a newer one" }, NOW);
      expect(await store.registry.byId(id)).toMatchObject({ ...KEY, certificate: "a newer one" });
    });
  });

  describe("knows who may enter events by a key", () => {
    test("and closes the row of somebody who may no more", async () => {
      await using at = await place();
      await using store = await at.open();
      expect(await store.keys.author(ANNA.fingerprint)).toBeNull();
      await store.keys.addAuthor(ANNA, NOW);
      expect(await store.keys.author(ANNA.fingerprint)).toEqual({ ...ANNA, addedAt: NOW, removedAt: null });
      expect(await store.keys.removeAuthor(ANNA.fingerprint, NOW + HOUR)).toBe(true);
      expect(await store.keys.removeAuthor(ANNA.fingerprint, NOW + 2 * HOUR)).toBe(false);
      expect(await store.keys.removeAuthor("B".repeat(40), NOW)).toBe(false);
      expect(await store.keys.authors()).toEqual([{ ...ANNA, addedAt: NOW, removedAt: NOW + HOUR }]);
    });

    test("and takes somebody up again", async () => {
      await using at = await place();
      await using store = await at.open();
      await store.keys.addAuthor(ANNA, NOW);
      await store.keys.removeAuthor(ANNA.fingerprint, NOW);
      await store.keys.addAuthor({ ...ANNA, name: "Anna B." }, NOW + HOUR);
      const again = { ...ANNA, name: "Anna B.", addedAt: NOW + HOUR, removedAt: null };
      expect(await store.keys.authors()).toEqual([again]);
    });
  });
}
