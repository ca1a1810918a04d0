import { describe, expect, test } from "vitest";
import type { PollEntry } from "../../src/core/model/poll-entry.ts";
import type { Refusal } from "../../src/core/model/refusal.ts";
import type { Store } from "../../src/store/contract.ts";
import {
  declared,
  deletion,
  feedSite,
  finding,
  HOUR,
  NOW,
  peerSite,
  poll,
  record,
  sourceOf,
  version,
  vevent,
} from "./samples.ts";
import type { StoreKind } from "./store.ts";

const NO_COUNTS = { fresh: 0, revised: 0, proposed: 0, vanished: 0, returned: 0, refused: 0 };
const REFUSAL: Refusal = { component: "VEVENT", uid: null, line: 3, rule: "no-start", reason: "No start." };

function line(at: number, given: Partial<PollEntry> = {}): PollEntry {
  const blank = { outcome: "unchanged", reason: null, counts: NO_COUNTS, changes: [] } as const;
  return { ...blank, at, until: at, times: 1, ...given };
}

async function fail(store: Store, site: number, now: number, reason = "no answer"): Promise<void> {
  await store.polls.recordFailure(site, { now, reason, nextPoll: now + HOUR, suspendAfter: 1_000 });
}

export function pollLogContract({ place }: StoreKind): void {
  describe("logs the polls of a site", () => {
    test("with what each changed, newest first", async () => {
      await using at = await place();
      await using store = await at.open();
      const [a = 0, b = 0] = await declared(store, feedSite("a"), feedSite("b"));
      await poll(store, a, [vevent("1"), vevent("2", { SUMMARY: "Second" })], NOW);
      await poll(store, a, [vevent("1", { SUMMARY: "Moved" })], NOW + HOUR);
      await store.commons.apply([{ version: version("1", 3), siteId: null }], NOW + HOUR);
      await poll(store, a, [vevent("1", { SUMMARY: "Other" }), vevent("2")], NOW + 2 * HOUR);
      const [third, second, first, ...rest] = await store.polls.history(a, 10);
      expect(rest).toEqual([]);
      expect(first).toEqual(
        line(NOW, {
          outcome: "changed",
          counts: { ...NO_COUNTS, fresh: 2 },
          changes: [
            { change: "fresh", uid: "1", title: "Event 1" },
            { change: "fresh", uid: "2", title: "Second" },
          ],
        }),
      );
      expect(second).toMatchObject({
        counts: { ...NO_COUNTS, revised: 1, vanished: 1 },
        changes: [
          { change: "revised", uid: "1", title: "Moved" },
          { change: "vanished", uid: "2", title: "Second" },
        ],
      });
      expect(third?.counts).toMatchObject({ proposed: 1, returned: 1 });
      expect(third?.changes).toContainEqual({ change: "proposed", uid: "1", title: "Event 1" });
      expect(await store.polls.history(a, 1)).toEqual([third]);
      expect(await store.polls.history(b, 10)).toEqual([]);
      expect(await store.polls.history(99, 10)).toEqual([]);
    });

    test("and lengthens the line of those without news", async () => {
      await using at = await place();
      await using store = await at.open();
      const [a = 0, b = 0] = await declared(store, feedSite("a"), feedSite("b"));
      const unchanged = (now: number) =>
        store.polls.recordUnchanged(a, { source: sourceOf(a), now, nextPoll: now + HOUR });
      await poll(store, a, [vevent("1")], NOW);
      await poll(store, a, [vevent("1")], NOW + 1);
      await fail(store, b, NOW + 1);
      await unchanged(NOW + 2);
      await unchanged(NOW + 3);
      await fail(store, a, NOW + 4);
      await fail(store, a, NOW + 5);
      await fail(store, a, NOW + 6, "410");
      await unchanged(NOW + 7);
      const lines = await store.polls.history(a, 10);
      expect(lines.slice(0, 4)).toEqual([
        line(NOW + 7),
        line(NOW + 6, { outcome: "failed", reason: "410" }),
        line(NOW + 4, { outcome: "failed", reason: "no answer", until: NOW + 5, times: 2 }),
        line(NOW + 1, { until: NOW + 3, times: 3 }),
      ]);
      expect(lines).toHaveLength(5);
    });

    test("in which a new refusal is news", async () => {
      await using at = await place();
      await using store = await at.open();
      const [a = 0] = await declared(store, feedSite("a"));
      await poll(store, a, [vevent("1")], NOW);
      for (const now of [NOW + 1, NOW + 2]) {
        await record(store, await finding(store, a, [vevent("1")], now, { refused: [REFUSAL] }));
      }
      await store.polls.recordUnchanged(a, { source: sourceOf(a), now: NOW + 3, nextPoll: null });
      const refused = { counts: { ...NO_COUNTS, refused: 1 } };
      expect((await store.polls.history(a, 10)).slice(0, -1)).toEqual([
        line(NOW + 1, { ...refused, until: NOW + 3, times: 3 }),
      ]);
    });

    test("and keeps the last 100 lines, each with 20 events at most", async () => {
      await using at = await place();
      await using store = await at.open();
      const [a = 0, b = 0] = await declared(store, feedSite("a"), feedSite("b"));
      await fail(store, b, NOW);
      for (let n = 1; n <= 104; n += 1) await fail(store, a, NOW + n, `reason ${n}`);
      await poll(
        store,
        a,
        Array.from({ length: 30 }, (_, n) => vevent(`${n}`)),
        NOW + HOUR,
      );
      const lines = await store.polls.history(a, 1_000);
      expect(lines).toHaveLength(100);
      expect(lines[0]?.changes).toHaveLength(20);
      expect(lines[0]?.counts.fresh).toBe(30);
      expect(lines.at(-1)?.reason).toBe("reason 6");
      expect(await store.polls.history(b, 10)).toHaveLength(1);
    });

    test("also of a peer's, with what an event was called before it was deleted", async () => {
      await using at = await place();
      await using store = await at.open();
      const [p = 0] = await declared(store, peerSite("p"));
      const read = async (
        now: number,
        shown: readonly string[],
        ...versions: ReturnType<typeof version>[]
      ) => {
        const results = await store.commons.apply(
          versions.map((version) => ({ version, siteId: p })),
          now,
        );
        const blank = { etag: null, lastModified: null, bodyHash: "h", refreshMs: null, refused: [] };
        return store.polls.recordPeer({
          ...blank,
          siteId: p,
          now,
          shown,
          results,
          complete: true,
          nextPoll: null,
        });
      };
      const events = [version("1", 1, { SUMMARY: "Concert" }), version("2", 1)];
      expect(await read(NOW, ["1", "2"], ...events)).toMatchObject({ fresh: ["1", "2"], unchanged: 0 });
      expect(await read(NOW + 1, ["1", "2"], ...events)).toMatchObject({ fresh: [], unchanged: 2 });
      const third = await read(NOW + 2, ["1"], deletion("1", 2));
      expect(third).toMatchObject({ revised: ["1"], vanished: ["2"] });
      expect(await store.polls.history(p, 2)).toEqual([
        line(NOW + 2, {
          outcome: "changed",
          counts: { ...NO_COUNTS, revised: 1, vanished: 1 },
          changes: [
            { change: "revised", uid: "1", title: "Concert" },
            { change: "vanished", uid: "2", title: "Event 2" },
          ],
        }),
        line(NOW + 1),
      ]);
    });
  });
}
