import { describe, expect, test } from "vitest";
import type { StoreKind } from "./store.ts";

export function movesContract({ place }: StoreKind): void {
  describe("moves", () => {
    test("are kept in the order in which they were made", async () => {
      await using at = await place();
      await using store = await at.open();
      expect(await store.moves.all()).toEqual([]);
      const first = {
        from: "https://a.example",
        to: "https://b.example",
        createdAt: 2_000,
        signature: "AA==",
      };
      const back = {
        from: "https://b.example",
        to: "https://a.example",
        createdAt: 1_000,
        signature: "AQ==",
      };
      await store.moves.add(first);
      await store.moves.add(back);
      expect(await store.moves.all()).toEqual([first, back]);
    });
  });
}
