import { describe, expect, test } from "vitest";
import { HOUR, NOW } from "./samples.ts";
import type { StoreKind } from "./store.ts";

const MINUTE = 60_000;
const REPLY = { status: 201, headers: { location: "/api/v1/sites/7" }, body: '{"id":7}' };

export function repliesContract({ place }: StoreKind): void {
  describe("answers a repeated write as it did before", () => {
    test("once it is done, for 24 hours", async () => {
      await using at = await place();
      await using store = await at.open();
      expect(await store.replies.begin("k", "asked", NOW)).toEqual({ state: "new" });
      await store.replies.finish("k", REPLY);
      const done = { state: "done", reply: REPLY };
      expect(await store.replies.begin("k", "asked", NOW + 1)).toEqual(done);
      expect(await store.replies.begin("k", "asked", NOW + 24 * HOUR - 1)).toEqual(done);
      expect(await store.replies.begin("k", "asked", NOW + 24 * HOUR)).toEqual({ state: "new" });
    });

    test("while it is under way, and begins anew what was lost", async () => {
      await using at = await place();
      await using store = await at.open();
      await store.replies.begin("k", "asked", NOW);
      const begin = async (now: number) => (await store.replies.begin("k", "asked", now)).state;
      expect(await begin(NOW + 5 * MINUTE)).toBe("under-way");
      expect(await begin(NOW + 5 * MINUTE + 1)).toBe("new");
      expect(await begin(NOW + 10 * MINUTE)).toBe("under-way");
    });

    test("and never another request under the same key", async () => {
      await using at = await place();
      await using store = await at.open();
      await store.replies.begin("k", "asked", NOW);
      expect(await store.replies.begin("k", "other", NOW + HOUR)).toEqual({ state: "other" });
      await store.replies.finish("k", REPLY);
      expect(await store.replies.begin("k", "other", NOW + HOUR)).toEqual({ state: "other" });
      expect(await store.replies.begin("l", "other", NOW)).toEqual({ state: "new" });
    });

    test("but not what failed, or is too long to be kept", async () => {
      await using at = await place();
      await using store = await at.open();
      await store.replies.begin("k", "asked", NOW);
      await store.replies.forget("k");
      expect(await store.replies.begin("k", "asked", NOW)).toEqual({ state: "new" });
      const most = "é".repeat(128 * 1024);
      await store.replies.finish("k", { ...REPLY, body: most });
      expect(await store.replies.begin("k", "asked", NOW)).toMatchObject({ state: "done" });
      await store.replies.begin("l", "asked", NOW);
      await store.replies.finish("l", { ...REPLY, body: `${most}.` });
      expect(await store.replies.begin("l", "asked", NOW)).toEqual({ state: "new" });
    });
  });
}
