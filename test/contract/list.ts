import { describe, expect, test } from "vitest";
import type { EventQuery, EventRow } from "../../src/store/event-list.ts";
import type { Store } from "../../src/store/contract.ts";
import { DAY, declared, expandAll, feedSite, HOUR, NOW, poll, version, vevent } from "./samples.ts";
import type { StoreKind } from "./store.ts";

/** Rows as `UID start`, over all pages of this size. */
async function pages(
  store: Store,
  query: Omit<EventQuery, "limit">,
  limit: number,
): Promise<readonly string[]> {
  const rows: EventRow[] = [];
  let cursor: string | null | undefined;
  while (cursor !== null) {
    const page = await store.commons.list({ ...query, limit, ...(cursor !== undefined && { cursor }) });
    expect(page.rows.length).toBeLessThanOrEqual(limit);
    rows.push(...page.rows);
    cursor = page.next;
  }
  return rows.map(({ event, occurrence }) => `${event.uid} ${occurrence.localStart}`);
}

async function enter(store: Store, ...versions: readonly ReturnType<typeof version>[]): Promise<void> {
  await store.commons.apply(
    versions.map((version) => ({ version, siteId: null })),
    NOW,
  );
}

export function listContract({ place }: StoreKind): void {
  describe("lists occurrences", () => {
    test("by start, then by UID, page by page without a gap or a double", async () => {
      await using at = await place();
      await using store = await at.open();
      const starts = ["20260320T190000Z", "20260321T090000Z", "20260319T080000Z"];
      const versions = Array.from({ length: 21 }, (_, n) =>
        version(`${String(n).padStart(2, "0")}@a`, 1, { DTSTART: starts[n % 3] ?? "" }),
      );
      await enter(store, ...versions.toReversed());
      const all = await pages(store, {}, 1000);
      expect(all).toEqual(
        all.toSorted((a, b) => (a.slice(5) + a.slice(0, 4) < b.slice(5) + b.slice(0, 4) ? -1 : 1)),
      );
      expect(new Set(all).size).toBe(21);
      for (const limit of [1, 2, 7, 20, 21]) expect(await pages(store, {}, limit)).toEqual(all);
    });

    test("also as objects in the order of what comes first, and each with its first occurrence in a window", async () => {
      await using at = await place();
      await using store = await at.open();
      const [f = 0] = await declared(store, feedSite("f"));
      const weekly = vevent("weekly@a", { DTSTART: "20260317T100000Z", RRULE: "FREQ=WEEKLY;COUNT=3" });
      await poll(store, f, [weekly, vevent("between@a", { DTSTART: "20260326T100000Z" })]);
      await enter(store, version("past@a", 1, { DTSTART: "20260301T100000Z" }));
      await expandAll(store, NOW);
      const from = Date.UTC(2026, 2, 18);
      const both = ["weekly@a", "between@a"].map((uid) => ({ uid, changedAt: NOW }));
      expect(await store.commons.coming({ from, limit: 9 })).toEqual(both);
      expect(await store.commons.coming({ from, limit: 1 })).toEqual(both.slice(0, 1));
      const first = await store.commons.firstOf(["past@a", "between@a", "weekly@a", "none@a"], { from });
      expect(first.map(({ row }) => row.occurrence.localStart)).toEqual([
        "2026-03-26T10:00:00",
        "2026-03-24T10:00:00",
      ]);
      expect(first[0]).toMatchObject({ row: { sites: ["f"] }, updated: NOW, published: NOW });
    });

    test("within a window: what starts in it, and what already goes on, however long", async () => {
      await using at = await place();
      await using store = await at.open();
      const span = (uid: string, DTSTART: string, DTEND: string) => version(uid, 1, { DTSTART, DTEND });
      await enter(
        store,
        span("ended", "20260320T100000Z", "20260320T120000Z"),
        span("going-on", "20260320T110000Z", "20260320T120001Z"),
        span("exhibition", "20240101T100000Z", "20270101T100000Z"),
        span("for-ever", "19500101T100000Z", "29990101T100000Z"),
        span("at-once", "20260320T120000Z", "20260320T120000Z"),
        span("inside", "20260320T130000Z", "20260320T140000Z"),
        span("out-over-the-end", "20260320T235900Z", "20260322T120000Z"),
        span("after", "20260321T000000Z", "20260321T010000Z"),
      );
      const window = { from: Date.UTC(2026, 2, 20, 12), to: Date.UTC(2026, 2, 21) };
      const inside = ["for-ever", "exhibition", "going-on", "at-once", "inside", "out-over-the-end"];
      for (const limit of [1, 2, 4, 100]) {
        const found = await pages(store, window, limit);
        expect(found.map((row) => row.split(" ")[0])).toEqual(inside);
      }
      expect(await pages(store, { from: window.from }, 100)).toHaveLength(7);
      expect(await pages(store, { to: window.to }, 3)).toHaveLength(7);
    });

    test("of long and short events as a naive overlap scan would find them", async () => {
      await using at = await place();
      await using store = await at.open();
      const utc = (moment: number) => new Date(moment).toISOString().replaceAll(/[-:]|\.\d+/g, "");
      const spans = Array.from({ length: 60 }, (_, n) => ({
        uid: `${n}@a`,
        start: NOW + ((n * 37) % 50) * DAY,
        length: 2 ** (n % 24) * 60_000,
      }));
      const versions = spans.map(({ uid, start, length }) =>
        version(uid, 1, { DTSTART: utc(start), DTEND: utc(start + length) }),
      );
      await enter(store, ...versions);
      for (const day of [-1, 0, 3, 20, 49, 400]) {
        const [from, to] = [NOW + day * DAY + HOUR, NOW + (day + 2) * DAY];
        const overlapping = spans.filter(({ start, length }) => start < to && start + length > from);
        const found = await pages(store, { from, to }, 5);
        expect(found.map((row) => row.split(" ")[0]).toSorted()).toEqual(
          overlapping.map(({ uid }) => uid).toSorted(),
        );
      }
    });

    test("of recurring events far ahead, and further once the horizon has moved", async () => {
      await using at = await place();
      await using store = await at.open();
      await enter(
        store,
        version("weekly", 1, { DTSTART: "20260302T190000Z", RRULE: "FREQ=WEEKLY" }),
        version("thrice", 1, { DTSTART: "20260302T190000Z", RRULE: "FREQ=DAILY;COUNT=3" }),
        version("far-ahead", 1, { DTSTART: "20290604T190000Z", RRULE: "FREQ=DAILY;COUNT=2" }),
        version("long-over", 1, { DTSTART: "19990302T190000Z", RRULE: "FREQ=DAILY;COUNT=3" }),
      );
      const march = { from: Date.UTC(2026, 2, 1), to: Date.UTC(2026, 3, 1) };
      expect(await pages(store, march, 2)).toHaveLength(5 + 3);
      expect((await pages(store, { to: march.from }, 10)).map((row) => row.split(" ")[0])).toEqual([
        "long-over",
      ]);

      const year2029 = { from: Date.UTC(2029, 0, 1), to: Date.UTC(2030, 0, 1) };
      expect(await pages(store, year2029, 10)).toEqual(["far-ahead 2029-06-04T19:00:00"]);
      for (let now = NOW; now < Date.UTC(2028, 1, 10);) {
        await expandAll(store, now);
        const due = (await store.expansions.nextDue()) ?? 0;
        expect(due).toBeGreaterThan(now);
        now = due;
      }
      expect(await pages(store, year2029, 10)).toHaveLength(53 + 2);
      const all = await pages(store, {}, 100);
      expect(new Set(all).size).toBe(all.length);
    });

    test("of the winner only", async () => {
      await using at = await place();
      await using store = await at.open();
      await enter(store, version("1@a", 1, { DTSTART: "20260320T190000Z" }));
      await enter(store, version("1@a", 2, { DTSTART: "20260321T190000Z", STATUS: "CANCELLED" }));
      const { rows } = await store.commons.list({ limit: 10 });
      expect(rows.map(({ occurrence }) => occurrence.start)).toEqual([Date.UTC(2026, 2, 21, 19)]);
      expect(rows[0]?.event.cancelled).toBe(true);
    });

    test("of one object, by its UID", async () => {
      await using at = await place();
      await using store = await at.open();
      await enter(store, version("1@a", 1, { RRULE: "FREQ=DAILY;COUNT=3" }), version("2@a", 1));
      expect(await pages(store, { uid: "1@a" }, 2)).toHaveLength(3);
      expect(await pages(store, { uid: "3@a" }, 2)).toEqual([]);
    });

    test("with dates and floating times in the node's zone", async () => {
      await using at = await place();
      await using store = await at.open({ timezone: "America/New_York" });
      await enter(store, version("1@a", 1, { DTSTART: "20260320T190000" }));
      const { rows } = await store.commons.list({ limit: 1 });
      expect(rows[0]?.occurrence).toMatchObject({
        start: Date.UTC(2026, 2, 20, 23),
        localStart: "2026-03-20T19:00:00",
      });
    });

    test("and refuses a cursor that no page gave", async () => {
      await using at = await place();
      await using store = await at.open();
      for (const cursor of ["", "x", "bnVsbA", "WzEsMiwzXQ"]) {
        await expect(store.commons.list({ limit: 1, cursor })).rejects.toMatchObject({ problem: "invalid" });
      }
    });
  });

  describe("finds events by words", () => {
    test.each([
      ["jazz", ["1@a"]],
      ["JAZZ night", ["1@a"]],
      ["night jaz", ["1@a"]],
      ["jaz night", []],
      ["cafe", ["2@a"]],
      ["CAFÉ Kön", ["2@a"]],
      ["music", ["1@a"]],
      ["piano", ["2@a"]],
      ["town-tag", ["1@a", "2@a"]],
      ["a", ["2@a"]],
      ['"', []],
      ["*", []],
      ["jazz* OR", []],
      ["title:jazz", []],
      ['"jazz" -', ["1@a"]],
      ["NEAR(jazz night)", []],
      ["jazz\u0000night", ["1@a"]],
      ["  ", ["1@a", "2@a"]],
    ])("%j finds %j", async (text, uids) => {
      await using at = await place();
      await using store = await at.open();
      const [site = 0] = await declared(store, feedSite("town", { tags: ["town-tag"] }));
      await poll(store, site, [
        vevent("1@a", { SUMMARY: "Night of Jazz", CATEGORIES: "Music" }),
        vevent("2@a", { SUMMARY: "A reading", LOCATION: "Café König", DESCRIPTION: "With piano" }),
      ]);
      expect((await pages(store, { text }, 1)).map((row) => row.split(" ")[0])).toEqual(uids);
    });

    test("together with a window and a site", async () => {
      await using at = await place();
      await using store = await at.open();
      const [a = 0, b = 0] = await declared(store, feedSite("a"), feedSite("b"));
      await poll(store, a, [vevent("1@a", { SUMMARY: "Jazz" }), vevent("2@a", { SUMMARY: "Blues" })]);
      await poll(store, b, [vevent("3@b", { SUMMARY: "Jazz" })]);
      expect(await pages(store, { text: "jazz" }, 1)).toHaveLength(2);
      expect(await pages(store, { text: "jazz", siteIds: [a] }, 1)).toHaveLength(1);
      expect(await pages(store, { siteIds: [a] }, 1)).toHaveLength(2);
      expect(await pages(store, { text: "jazz", siteIds: [a], from: Date.UTC(2026, 2, 21) }, 1)).toHaveLength(
        0,
      );
    });

    test("as they are now, not as they were", async () => {
      await using at = await place();
      await using store = await at.open();
      await enter(store, version("1@a", 1, { SUMMARY: "Jazz" }));
      await enter(store, version("1@a", 2, { SUMMARY: "Blues" }));
      expect(await pages(store, { text: "jazz" }, 1)).toEqual([]);
      expect(await pages(store, { text: "blues" }, 1)).toHaveLength(1);
      const [site = 0] = await declared(store, feedSite("town", { tags: ["old"] }));
      await poll(store, site, [vevent("2@a")]);
      await declared(store, feedSite("town", { tags: ["new"] }));
      expect(await pages(store, { text: "old" }, 1)).toEqual([]);
      expect(await pages(store, { text: "new" }, 1)).toHaveLength(1);
    });
  });

  describe("shows with each event", () => {
    test("its sites in configuration order, and their tags with its own", async () => {
      await using at = await place();
      await using store = await at.open();
      const [first = 0, second = 0] = await declared(
        store,
        feedSite("first", { tags: ["one", "Music"] }),
        feedSite("second", { tags: ["two"] }),
      );
      const event = vevent("1@a", { CATEGORIES: "Music,Jazz" });
      await poll(store, second, [event]);
      await poll(store, first, [event]);
      const row = async () => (await store.commons.list({ limit: 10 })).rows[0];
      expect(await row()).toMatchObject({
        sites: ["first", "second"],
        tags: ["Music", "Jazz", "one", "two"],
        notInFeed: false,
      });
      await poll(store, first, [], NOW + HOUR);
      expect(await row()).toMatchObject({ sites: ["second"], notInFeed: false });
      await poll(store, second, [], NOW + HOUR);
      expect(await row()).toMatchObject({
        sites: ["first", "second"],
        tags: ["Music", "Jazz", "one", "two"],
        notInFeed: true,
      });
    });
  });
}
