import { join } from "node:path";
import { describe, expect, it } from "vitest";
import type { Store } from "../../../src/store/contract.ts";
import { openStore } from "../../../src/store/sqlite/open.ts";
import { NOW, version } from "../../contract/samples.ts";
import { noMount, smallDisk } from "../../support/small-disk.ts";
import { against } from "../../support/threat.ts";

const BIG = "x".repeat(50_000);

async function enter(store: Store, uid: string): Promise<unknown> {
  return store.commons.apply([{ version: version(uid, 1, { DESCRIPTION: BIG }), siteId: null }], NOW);
}

describe.skipIf(noMount !== null)("a store on a full disk", () => {
  it(
    "says so, keeps what it has, and half of nothing",
    against("disk", "the disk becomes full in a transaction", "rolled back whole, and told as `unavailable`"),
    async () => {
      using disk = smallDisk(8);
      await using store = await openStore({ path: join(disk.path, "discal.db"), timezone: "UTC", now: NOW });
      await enter(store, "before@a");
      disk.fill(40_000);
      await expect(enter(store, "refused@a")).rejects.toMatchObject({
        problem: "unavailable",
        message: expect.stringMatching(/^discal\.db: the disk is full/) as unknown,
      });
      expect(await store.commons.known(["before@a", "refused@a"])).toEqual(new Set(["before@a"]));
      disk.empty();
      await enter(store, "after@a");
      expect(await store.statistics()).toMatchObject({ events: 2 });
    },
  );

  it("goes on reading where readers leave a note behind", async () => {
    using disk = smallDisk(8);
    await using store = await openStore({ path: join(disk.path, "discal.db"), timezone: "UTC", now: NOW });
    const wanted = { name: "t", role: "reader", hash: "f".repeat(64), expiresAt: null } as const;
    const { id } = await store.tokens.create(wanted, NOW);
    await enter(store, "before@a");
    disk.fill();
    await store.tokens.used(id, NOW);
    expect(await store.tokens.byHash(wanted.hash)).toMatchObject({ lastUsedAt: null });
    const fingerprints = await store.repair.fingerprints();
    expect(fingerprints.filter((each) => each !== "")).toHaveLength(1);
    expect(await store.repair.changes(0, 9)).toMatchObject({ items: [{ uid: "before@a" }] });
  });
});
