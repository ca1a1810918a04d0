import { describe, expect, test } from "vitest";
import type { Store } from "../../src/store/contract.ts";
import { against } from "../support/threat.ts";
import { DAY, declared, expandAll, feedSite, HOUR, NOW, poll, version, vevent } from "./samples.ts";
import type { StoreKind } from "./store.ts";

const MINUTELY = { DTSTART: "20250101T000000Z", RRULE: "FREQ=MINUTELY", DURATION: "PT1M" };

/** How many happenings of an object are listed within a window. */
async function listed(store: Store, uid: string, from: number, to: number): Promise<number> {
  let count = 0;
  for (let cursor: string | null | undefined; cursor !== null;) {
    const page = await store.commons.list({
      uid,
      from,
      to,
      limit: 500,
      ...(cursor !== undefined && { cursor }),
    });
    count += page.rows.length;
    cursor = page.next;
  }
  return count;
}

/** What a store lists at once of recurring events, and what later. */
export function expansionsContract({ place }: StoreKind): void {
  describe("expands recurring events", () => {
    test("that are cheap at once, and leaves nothing for later", async () => {
      await using at = await place();
      await using store = await at.open();
      const weekly = version("1@a", 1, { DTSTART: "20250106T190000Z", RRULE: "FREQ=WEEKLY" });
      await store.commons.apply([{ version: weekly, siteId: null }], NOW);
      expect(await store.expansions.due(NOW, 9)).toEqual([]);
      expect(await store.expansions.nextDue()).toBeGreaterThan(NOW);
    });

    test(
      "that are dense as far as the next days at once, and further when they are due",
      against(
        "bombs",
        "a rule has more happenings than can be listed",
        "200 at once, 2,000 later, those from now on",
      ),
      async () => {
        await using at = await place();
        await using store = await at.open();
        await store.commons.apply([{ version: version("1@a", 1, MINUTELY), siteId: null }], NOW);
        const ever = [NOW - 9 * DAY, NOW + 900 * DAY] as const;
        expect(await listed(store, "1@a", ...ever)).toBe(199);
        expect(await store.expansions.nextDue()).toBeLessThanOrEqual(NOW);
        await expandAll(store, NOW);
        expect(await listed(store, "1@a", ...ever)).toBe(1_999);
        expect(await listed(store, "1@a", NOW, NOW + HOUR)).toBe(60);
        expect(await store.expansions.due(NOW, 9)).toEqual([]);
        // A month later they are brought forward, and what is past gives way.
        await expandAll(store, NOW + 31 * DAY);
        expect(await listed(store, "1@a", NOW + 31 * DAY, NOW + 31 * DAY + HOUR)).toBe(60);
        expect(await listed(store, "1@a", ...ever)).toBe(1_999);
      },
    );

    test(
      "within the quota of the site that shows them, and denies none its next few",
      against(
        "bombs",
        "60 dense events of one feed bring 240,000 happenings",
        "a site has 100,000 rows in all",
      ),
      async () => {
        await using at = await place();
        await using store = await at.open();
        const [a = 0, b = 0] = await declared(store, feedSite("a"), feedSite("b"));
        const dense = Array.from({ length: 60 }, (_, n) => vevent(`${n}@a`, MINUTELY));
        await poll(store, a, dense);
        await expandAll(store, NOW);
        const window = [NOW - 400 * DAY, NOW + 800 * DAY] as const;
        expect(await listed(store, "0@a", ...window)).toBe(1_999);
        const last = await Promise.all(["58@a", "59@a"].map((uid) => listed(store, uid, ...window)));
        for (const count of last) expect(count).toBeGreaterThanOrEqual(9);
        expect(Math.max(...last)).toBeLessThan(200);
        // Nor is there room for what comes later, not even for what is found at once.
        await poll(store, a, [...dense, ...["60@a", "61@a"].map((uid) => vevent(uid, MINUTELY))]);
        expect(await listed(store, "61@a", ...window)).toBeLessThan(20);
        // What another site shows is its own affair.
        await poll(store, b, [vevent("1@b", MINUTELY)]);
        await expandAll(store, NOW);
        expect(await listed(store, "1@b", NOW - 400 * DAY, NOW + 800 * DAY)).toBe(1_999);
      },
    );

    test(
      "but not what nobody could, which keeps what is listed and is not tried again",
      against(
        "bombs",
        "an event's rules cannot be followed in time",
        "remembered: it is not tried in a loop",
      ),
      async () => {
        await using at = await place();
        await using store = await at.open();
        await store.commons.apply([{ version: version("1@a", 1, MINUTELY), siteId: null }], NOW);
        const [due] = await store.expansions.due(NOW, 1);
        await store.expansions.record([{ due: due!, found: null }]);
        expect(await store.expansions.due(NOW + 900 * DAY, 9)).toEqual([]);
        expect(await listed(store, "1@a", NOW - DAY, NOW + DAY)).toBe(199);
      },
    );

    test("and lists nothing of one that has changed meanwhile", async () => {
      await using at = await place();
      await using store = await at.open();
      await store.commons.apply([{ version: version("1@a", 1, MINUTELY), siteId: null }], NOW);
      const [due] = await store.expansions.due(NOW, 1);
      await store.commons.apply([{ version: version("1@a", 2, { SUMMARY: "Once" }), siteId: null }], NOW);
      const found = { occurrences: [], openEnded: false, problem: null };
      await store.expansions.record([{ due: due!, found }]);
      expect(await listed(store, "1@a", NOW, NOW + 30 * DAY)).toBe(1);
    });
  });
}
