import { describe, expect, test } from "vitest";
import { HOUR, NOW } from "./samples.ts";
import type { StoreKind } from "./store.ts";

const SECOND = 1_000;
const GIVEN = { name: "the web site", role: "reader", hash: "a".repeat(64), expiresAt: null } as const;

export function tokensContract({ place }: StoreKind): void {
  describe("keeps access tokens", () => {
    test("by their hash, newest first, and never tells it", async () => {
      await using at = await place();
      await using store = await at.open();
      const first = await store.tokens.create(GIVEN, NOW);
      expect(first).toEqual({
        id: expect.any(Number),
        name: "the web site",
        role: "reader",
        createdAt: NOW,
        expiresAt: null,
        lastUsedAt: null,
        revokedAt: null,
      });
      const other = { ...GIVEN, role: "admin", hash: "b".repeat(64), expiresAt: NOW + HOUR } as const;
      const second = await store.tokens.create(other, NOW);
      expect(second).toMatchObject({ role: "admin", expiresAt: NOW + HOUR });
      expect(await store.tokens.byHash(GIVEN.hash)).toEqual(first);
      expect(await store.tokens.byHash("c".repeat(64))).toBeNull();
      expect(await store.tokens.all()).toEqual([second, first]);
    });

    test("with their last use, to the minute", async () => {
      await using at = await place();
      await using store = await at.open();
      const { id } = await store.tokens.create(GIVEN, NOW);
      const lastUse = async () => (await store.tokens.byHash(GIVEN.hash))?.lastUsedAt;
      await store.tokens.used(id, NOW);
      expect(await lastUse()).toBe(NOW);
      await store.tokens.used(id, NOW + 59 * SECOND);
      expect(await lastUse()).toBe(NOW);
      await store.tokens.used(id, NOW + 60 * SECOND);
      expect(await lastUse()).toBe(NOW + 60 * SECOND);
      await store.tokens.used(99, NOW);
    });

    test("and those that were revoked, with when that was first done", async () => {
      await using at = await place();
      await using store = await at.open();
      const token = await store.tokens.create(GIVEN, NOW);
      const revoked = { ...token, revokedAt: NOW + HOUR };
      expect(await store.tokens.revoke(token.id, NOW + HOUR)).toEqual(revoked);
      expect(await store.tokens.revoke(token.id, NOW + 2 * HOUR)).toEqual(revoked);
      expect(await store.tokens.byHash(GIVEN.hash)).toEqual(revoked);
      expect(await store.tokens.all()).toEqual([revoked]);
      await expect(store.tokens.revoke(99, NOW)).rejects.toMatchObject({ problem: "not-found" });
    });
  });
}
