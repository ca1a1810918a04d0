import { describe, expect, test } from "vitest";
import type { Store } from "../../src/store/contract.ts";
import { HOUR, NOW } from "./samples.ts";
import type { StoreKind } from "./store.ts";

const DAY = 24 * HOUR;
const REPORT = { kind: "report", subject: "a@calendar.example", payload: { c1: "a".repeat(64) } } as const;

export function errandsContract({ place }: StoreKind): void {
  describe("keeps errands", () => {
    test("until they are done, the one that is due first before the others", async () => {
      await using at = await place();
      await using store = await at.open();
      await store.errands.add({ ...REPORT, subject: "later" }, NOW, NOW + HOUR);
      await store.errands.add(REPORT, NOW);
      expect(await store.errands.nextDue()).toBe(NOW);
      const due = await store.errands.due(NOW, 10);
      const asAdded = {
        id: expect.any(Number),
        createdAt: NOW,
        tries: 0,
        nextTry: NOW,
        lastError: null,
        outcome: null,
      };
      expect(due).toEqual([{ ...REPORT, ...asAdded }]);
      expect(await subjects(store, NOW + HOUR)).toEqual([REPORT.subject, "later"]);
      expect(await store.errands.due(NOW + HOUR, 1)).toHaveLength(1);
      for (const errand of due) await store.errands.done(errand);
      expect(await subjects(store, NOW + HOUR)).toEqual(["later"]);
      expect(await store.errands.nextDue()).toBe(NOW + HOUR);
    });

    test("that failed, to be tried again or not at all", async () => {
      await using at = await place();
      await using store = await at.open();
      await store.errands.add(REPORT, NOW);
      const fail = async (nextTry: number | null) => {
        const [errand] = await store.errands.list();
        if (errand !== undefined) await store.errands.failed(errand, { error: "nobody is there", nextTry });
      };
      await fail(NOW + HOUR);
      expect(await store.errands.due(NOW + HOUR - 1, 10)).toEqual([]);
      expect(await store.errands.due(NOW + HOUR, 10)).toMatchObject([{ tries: 1 }]);
      await fail(null);
      expect(await store.errands.nextDue()).toBeNull();
      expect(await store.errands.list("mail")).toEqual([]);
      const [given] = await store.errands.list("report");
      expect(given).toMatchObject({ tries: 2, nextTry: null, lastError: "nobody is there" });
    });

    test("that are done and worth a look, for 90 days", async () => {
      await using at = await place();
      await using store = await at.open();
      await store.errands.add(REPORT, NOW);
      const [errand] = await store.errands.due(NOW, 1);
      if (errand === undefined) throw new Error("nothing is due");
      await store.errands.done(errand, "accepted");
      expect(await store.errands.nextDue()).toBeNull();
      const find = () => store.errands.find("report", REPORT.subject);
      expect(await find()).toMatchObject({ outcome: "accepted", nextTry: null });
      await store.errands.add({ ...REPORT, subject: "other" }, NOW + 89 * DAY);
      expect(await find()).not.toBeNull();
      await store.errands.add({ ...REPORT, subject: "third" }, NOW + 90 * DAY);
      expect(await find()).toBeNull();
    });

    test("of one kind and subject only the newest, whatever becomes of the one before", async () => {
      await using at = await place();
      await using store = await at.open();
      await store.errands.add(REPORT, NOW);
      const [old] = await store.errands.due(NOW, 10);
      if (old === undefined) throw new Error("nothing is due");
      await store.errands.add({ ...REPORT, payload: "newer" }, NOW);
      await store.errands.failed(old, { error: "too late", nextTry: null });
      await store.errands.done(old);
      expect(await store.errands.due(NOW, 10)).toMatchObject([{ payload: "newer", tries: 0 }]);
      await store.errands.add({ ...REPORT, kind: "mail" }, NOW);
      expect(await store.errands.list()).toHaveLength(2);
    });
  });
}

async function subjects(store: Store, now: number): Promise<string[]> {
  return (await store.errands.due(now, 10)).map(({ subject }) => subject);
}
