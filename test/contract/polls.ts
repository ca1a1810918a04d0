import { describe, expect, test } from "vitest";
import { restamp } from "../../src/core/ical/stamp.ts";
import { against } from "../support/threat.ts";
import type { Store } from "../../src/store/contract.ts";
import type { PollSummary } from "../../src/store/polls.ts";
import {
  DAY,
  declared,
  feedSite,
  finding,
  HOUR,
  NOW,
  observe,
  observeOne,
  peerSite,
  poll,
  record,
  sourceOf,
  version,
  vevent,
} from "./samples.ts";
import type { StoreKind } from "./store.ts";

const NOTHING: Omit<PollSummary, "siteId"> = {
  fresh: [],
  revised: [],
  sighted: [],
  proposed: [],
  vanished: [],
  returned: [],
  unchanged: 0,
  refused: [],
};

async function winner(store: Store, uid = "1@a") {
  return (await store.commons.get(uid))?.winner ?? null;
}

export function pollsContract({ place }: StoreKind): void {
  describe("judges what a plain feed shows", () => {
    test("takes new events, and nothing twice", async () => {
      await using at = await place();
      await using store = await at.open();
      const [a = 0] = await declared(store, feedSite("a"));
      const events = [vevent("1@a"), vevent("2@a")];
      expect(await poll(store, a, events)).toEqual({ ...NOTHING, siteId: a, fresh: ["1@a", "2@a"] });
      expect(await winner(store)).toMatchObject({ revision: 1, hop: 1, by: "feed", source: sourceOf(a) });
      const before = await store.commons.get("1@a");
      const change = await store.commons.lastChange();

      expect(await poll(store, a, events, NOW + HOUR)).toEqual({ ...NOTHING, siteId: a, unchanged: 2 });
      const at2 = { source: sourceOf(a), now: NOW + 2 * HOUR, nextPoll: NOW + 3 * HOUR };
      expect(await store.polls.recordUnchanged(a, at2)).toEqual({ ...NOTHING, siteId: a, unchanged: 2 });
      expect(await store.commons.get("1@a")).toEqual(before);
      expect(await store.commons.lastChange()).toEqual(change);
      expect(await store.polls.healthOf(a)).toMatchObject({
        lastSuccess: NOW + 2 * HOUR,
        nextPoll: NOW + 3 * HOUR,
        events: 2,
      });
    });

    test("keeps what arrived, as it came", async () => {
      await using at = await place();
      await using store = await at.open();
      const [a = 0] = await declared(store, feedSite("a"));
      const seen = observeOne(a, vevent("1@a"));
      await poll(store, a, [vevent("1@a")]);
      const sighting = { siteId: a, uid: "1@a", hop: 1, firstSeen: NOW, missingSince: null, raw: seen.raw };
      expect((await store.commons.get("1@a"))?.sightings).toEqual([sighting]);
      expect(await store.polls.seen(a)).toEqual(new Map([["1@a", seen.rawHash]]));
    });

    test("makes a change in the feed the next revision", async () => {
      await using at = await place();
      await using store = await at.open();
      const [a = 0] = await declared(store, feedSite("a"));
      await poll(store, a, [vevent("1@a")]);
      const changed = vevent("1@a", { SUMMARY: "Moved" });
      expect(await poll(store, a, [changed], NOW + HOUR)).toEqual({
        ...NOTHING,
        siteId: a,
        revised: ["1@a"],
      });
      expect(await winner(store)).toMatchObject({ revision: 2, by: "feed", source: sourceOf(a) });
      expect((await store.commons.get("1@a"))?.changedAt).toBe(NOW + HOUR);
    });

    test("merges a feed that carries its own revision as it is", async () => {
      await using at = await place();
      await using store = await at.open();
      const [a = 0] = await declared(store, feedSite("a"));
      const revised = (revision: string) =>
        vevent("1@a", { "X-REVISION": revision, SUMMARY: `As of ${revision}` });
      await poll(store, a, [revised("5")]);
      expect(await winner(store)).toMatchObject({ revision: 5, by: "person" });
      await poll(store, a, [revised("3")], NOW + HOUR);
      expect((await winner(store))?.revision).toBe(5);
    });

    test("tells of no change where other bytes say the same, whichever of them it keeps", async () => {
      await using at = await place();
      await using store = await at.open();
      const sites = Array.from({ length: 9 }, (_, n) => feedSite(`s${n}`));
      const ids = await declared(store, ...sites);
      const stamped = (hour: number) =>
        vevent("1@a", { "X-REVISION": "5", DTSTAMP: `20260301T0${hour}0000Z` });
      await poll(store, ids[8] ?? 0, [stamped(0)]);
      const first = (await winner(store))?.c1;
      for (const [n, id] of ids.slice(0, 8).toReversed().entries()) {
        const summary = await poll(store, id, [stamped(n + 1)]);
        expect(summary).toEqual({ ...NOTHING, siteId: id, sighted: ["1@a"] });
      }
      expect((await winner(store))?.c1).not.toBe(first);
    });

    test("lets the first in configuration order lead, and only sights what others show", async () => {
      await using at = await place();
      await using store = await at.open();
      const [a = 0, b = 0] = await declared(store, feedSite("a"), feedSite("b"));
      const [ours, theirs] = [vevent("1@a", { SUMMARY: "Ours" }), vevent("1@a", { SUMMARY: "Theirs" })];
      await poll(store, a, [ours]);
      expect(await poll(store, b, [theirs])).toEqual({ ...NOTHING, siteId: b, sighted: ["1@a"] });
      await poll(store, b, [vevent("1@a", { SUMMARY: "Theirs, changed" })], NOW + HOUR);
      expect(await winner(store)).toMatchObject({ revision: 1, source: sourceOf(a) });
      expect((await store.commons.get("1@a"))?.sightings).toHaveLength(2);

      await poll(store, a, [], NOW + 2 * HOUR);
      await poll(store, b, [vevent("1@a", { SUMMARY: "Theirs, last" })], NOW + 3 * HOUR);
      expect(await winner(store)).toMatchObject({ revision: 2, source: sourceOf(b) });
    });

    test("lets the next lead where the first is disabled", async () => {
      await using at = await place();
      await using store = await at.open();
      const [a = 0, b = 0] = await declared(store, feedSite("a"), feedSite("b"));
      await poll(store, a, [vevent("1@a")]);
      await poll(store, b, [vevent("1@a", { SUMMARY: "Theirs" })]);
      await declared(store, feedSite("b"));
      await poll(store, b, [vevent("1@a", { SUMMARY: "Theirs, changed" })], NOW + HOUR);
      expect(await winner(store)).toMatchObject({ revision: 2, source: sourceOf(b) });
    });

    test("keeps a change to a person's version as a proposal, once", async () => {
      await using at = await place();
      await using store = await at.open();
      const [a = 0] = await declared(store, feedSite("a"));
      await poll(store, a, [vevent("1@a")]);
      const edited = version("1@a", 2, { SUMMARY: "By a person" });
      await store.commons.apply([{ version: edited, siteId: null }], NOW);
      const changed = vevent("1@a", { SUMMARY: "By the feed" });
      expect(await poll(store, a, [changed], NOW + HOUR)).toEqual({
        ...NOTHING,
        siteId: a,
        proposed: ["1@a"],
      });
      await poll(store, a, [changed], NOW + 2 * HOUR);
      const found = await store.commons.get("1@a");
      expect(found?.winner).toEqual(edited);
      expect(found?.history[0]).toMatchObject({
        at: NOW + HOUR,
        version: { text: expect.stringContaining("By the feed") },
      });
      expect(found?.history).toHaveLength(2);
      const [proposal, overtaken] = found?.history.map(({ version }) => version.c1) ?? [];
      const given = await store.commons.byExactDigest([proposal ?? "", overtaken ?? ""]);
      expect(given).toEqual([]);
    });

    test("revises even a person's version where the site's policy says that it leads", async () => {
      await using at = await place();
      await using store = await at.open();
      const [a = 0] = await declared(store, feedSite("a", { lead: "source" }));
      await poll(store, a, [vevent("1@a")]);
      await store.commons.apply(
        [{ version: version("1@a", 2, { SUMMARY: "By a person" }), siteId: null }],
        NOW,
      );
      await poll(store, a, [vevent("1@a", { SUMMARY: "By the feed" })], NOW + HOUR);
      expect(await winner(store)).toMatchObject({ revision: 3, by: "feed" });
    });

    test("tells what vanished and what came back, and cancels nothing", async () => {
      await using at = await place();
      await using store = await at.open();
      const [a = 0] = await declared(store, feedSite("a"));
      const events = [vevent("1@a"), vevent("2@a")];
      await poll(store, a, events);
      const gone = await poll(store, a, [vevent("2@a")], NOW + HOUR);
      expect(gone).toEqual({ ...NOTHING, siteId: a, vanished: ["1@a"], unchanged: 1 });
      expect((await store.commons.get("1@a"))?.sightings).toMatchObject([{ missingSince: NOW + HOUR }]);
      expect(await winner(store)).toMatchObject({ revision: 1, cancelled: false, deleted: false });
      expect(await store.polls.healthOf(a)).toMatchObject({ events: 1 });

      expect(await poll(store, a, [vevent("2@a")], NOW + 2 * HOUR)).toMatchObject({
        vanished: [],
        unchanged: 1,
      });
      expect(await poll(store, a, events, NOW + 3 * HOUR)).toMatchObject({ returned: ["1@a"], vanished: [] });
      expect((await store.commons.get("1@a"))?.sightings).toMatchObject([
        { missingSince: null, firstSeen: NOW },
      ]);
    });

    test("loses only the broken event, and does not call it gone", async () => {
      await using at = await place();
      await using store = await at.open();
      const [a = 0] = await declared(store, feedSite("a"));
      await poll(store, a, [vevent("1@a"), vevent("2@a")]);
      const broken = {
        component: "VEVENT",
        uid: "1@a",
        line: 4,
        rule: "no-start",
        reason: "It has no DTSTART.",
      };
      const found = await finding(store, a, [vevent("2@a")], NOW + HOUR, { refused: [broken] });
      expect(await record(store, found)).toEqual({
        ...NOTHING,
        siteId: a,
        unchanged: 1,
        refused: [broken],
      });
      expect(await store.polls.healthOf(a)).toMatchObject({ refused: [broken], events: 2 });
      expect((await store.commons.get("1@a"))?.sightings).toMatchObject([{ missingSince: null }]);
    });

    test("repairs what another poller of the same feed left behind, once it has lasted for three polls", async () => {
      await using at = await place();
      await using store = await at.open();
      const [a = 0] = await declared(store, feedSite("a"));
      await poll(store, a, [vevent("1@a")]);
      const ours = await winner(store);
      const stale = observeOne(a, vevent("1@a", { SUMMARY: "Stale" }));
      await store.commons.apply([{ version: restamp(stale.version, { revision: 2 }), siteId: null }], NOW);
      const unchanged = (hours: number) =>
        store.polls.recordUnchanged(a, { source: sourceOf(a), now: NOW + hours * HOUR, nextPoll: null });
      expect(await unchanged(1)).toMatchObject({ revised: [], unchanged: 1 });
      expect(await poll(store, a, [vevent("1@a")], NOW + 2 * HOUR)).toMatchObject({
        revised: [],
        unchanged: 1,
      });
      expect(await winner(store)).toMatchObject({ revision: 2 });
      expect(await unchanged(3)).toMatchObject({ revised: ["1@a"], unchanged: 0 });
      expect(await winner(store)).toMatchObject({
        revision: 3,
        digest: ours?.digest,
        by: "feed",
        source: sourceOf(a),
      });
      const change = await store.commons.lastChange();
      expect(await unchanged(4)).toMatchObject({ revised: [], unchanged: 1 });
      expect(await store.commons.lastChange()).toEqual(change);
    });

    test("repairs it in the feed's name, even where a person's copy of the feed's words was kept", async () => {
      await using at = await place();
      await using store = await at.open();
      const [a = 0] = await declared(store, feedSite("a"));
      await poll(store, a, [vevent("1@a")]);
      const ours = observeOne(a, vevent("1@a"));
      const copied = restamp(ours.version, { by: "person", source: null });
      await store.commons.apply([{ version: copied, siteId: null }], NOW);
      expect(await winner(store)).toMatchObject({ revision: 1, by: "person", digest: ours.version.digest });
      const other = observeOne(a, vevent("1@a", { SUMMARY: "Stale" }));
      await store.commons.apply([{ version: restamp(other.version, { revision: 2 }), siteId: null }], NOW);
      for (const hours of [1, 2, 3]) await poll(store, a, [vevent("1@a")], NOW + hours * HOUR);
      expect(await winner(store)).toMatchObject({ revision: 3, by: "feed", source: sourceOf(a) });
    });

    test("counts a poll once, also of a feed that marks its events anew each time", async () => {
      await using at = await place();
      await using store = await at.open();
      const [a = 0] = await declared(store, feedSite("a"));
      const marked = (hour: number) => vevent("1@a", { "X-SERVED": String(hour) });
      await poll(store, a, [marked(0)]);
      const stale = observeOne(a, vevent("1@a", { SUMMARY: "Stale" }));
      await store.commons.apply([{ version: restamp(stale.version, { revision: 2 }), siteId: null }], NOW);
      const revisions: unknown[] = [];
      for (const hour of [1, 2, 3]) {
        await poll(store, a, [marked(hour)], NOW + hour * HOUR);
        revisions.push((await winner(store))?.revision);
      }
      expect(revisions).toEqual([2, 2, 3]);
    });

    test("leaves alone for ever what a poller of another feed has made", async () => {
      await using at = await place();
      await using store = await at.open();
      const [a = 0, b = 0] = await declared(store, feedSite("a"), feedSite("b"));
      await poll(store, a, [vevent("1@a")]);
      const other = observeOne(b, vevent("1@a", { SUMMARY: "Elsewhere" }));
      await store.commons.apply([{ version: restamp(other.version, { revision: 2 }), siteId: null }], NOW);
      for (let hours = 1; hours < 9; hours += 1) await poll(store, a, [vevent("1@a")], NOW + hours * HOUR);
      expect(await winner(store)).toMatchObject({ revision: 2, source: sourceOf(b) });
    });

    test("repairs it even after the history that it was made from is forgotten", async () => {
      await using at = await place();
      await using store = await at.open();
      const [a = 0] = await declared(store, feedSite("a"));
      await poll(store, a, [vevent("1@a")]);
      const ours = await winner(store);
      const stale = observeOne(a, vevent("1@a", { SUMMARY: "Stale" }));
      await store.commons.apply([{ version: restamp(stale.version, { revision: 2 }), siteId: null }], NOW);
      await store.commons.maintain(NOW + 91 * DAY);
      expect((await store.commons.get("1@a"))?.history).toEqual([]);
      for (let hours = 0; hours < 3; hours += 1) {
        await poll(store, a, [vevent("1@a")], NOW + 91 * DAY + hours * HOUR);
      }
      expect(await winner(store)).toMatchObject({ revision: 3, digest: ours?.digest });
    });
  });

  describe("records a poll of a peer's feed", () => {
    test("with what it shows no more", async () => {
      await using at = await place();
      await using store = await at.open();
      const [p = 0] = await declared(store, peerSite("p", { poll: "1h" }));
      const arrivals = [version("1@p", 1), version("2@p", 1)].map((version) => ({ version, siteId: p }));
      await store.commons.apply(arrivals, NOW);
      await store.polls.recordPeer({
        siteId: p,
        now: NOW + HOUR,
        etag: '"e"',
        lastModified: null,
        bodyHash: "h",
        refreshMs: 2 * HOUR,
        complete: true,
        shown: ["2@p"],
        results: [],
        refused: [],
        nextPoll: NOW + 2 * HOUR,
      });
      expect((await store.commons.get("1@p"))?.sightings).toMatchObject([{ missingSince: NOW + HOUR }]);
      expect((await store.commons.get("2@p"))?.sightings).toMatchObject([{ missingSince: null }]);
      expect(await store.polls.healthOf(p)).toMatchObject({ events: 1, nextPoll: NOW + 2 * HOUR });
      expect(await store.polls.claim(p, NOW + HOUR, NOW + 2 * HOUR)).toMatchObject({
        etag: '"e"',
        bodyHash: "h",
        refreshMs: 2 * HOUR,
      });
      await store.commons.apply(arrivals.slice(0, 1), NOW + 3 * HOUR);
      expect((await store.commons.get("1@p"))?.sightings).toMatchObject([
        { missingSince: null, firstSeen: NOW },
      ]);
    });
  });

  describe("claims sites for polling", () => {
    test("that are due, in configuration order, each for one process at a time", async () => {
      await using at = await place();
      await using store = await at.open();
      const sites = [feedSite("b"), feedSite("a"), feedSite("by-hand", { poll: null })];
      const [b = 0, a = 0, hand = 0] = await declared(store, ...sites);
      expect(await store.polls.nextDue()).toBe(NOW);
      const claimed = await store.polls.claimDue(NOW, NOW + HOUR);
      expect(claimed.map(({ site, etag, bodyHash }) => [site.id, etag, bodyHash])).toEqual([
        [b, null, null],
        [a, null, null],
      ]);
      expect(await store.polls.claimDue(NOW + 1, NOW + HOUR)).toEqual([]);
      expect(await store.polls.claim(a, NOW + 1, NOW + HOUR)).toBeNull();
      expect(await store.polls.claim(hand, NOW + 1, NOW + HOUR)).toMatchObject({ site: { id: hand } });
      expect(await store.polls.nextDue()).toBe(NOW + HOUR);

      const found = await finding(store, a, [vevent("1@a")], NOW + 2, { etag: '"1"', lastModified: "then" });
      await record(store, found);
      expect(await store.polls.claim(a, NOW + 3, NOW + HOUR)).toMatchObject({
        etag: '"1"',
        lastModified: "then",
        bodyHash: found.bodyHash,
      });
    });

    test(
      "again where a poll was cut short: what it took stays, and nothing counts as gone",
      against(
        "crash",
        "a node dies while it reads a large feed",
        "parts are transactions; only the end says it was read",
      ),
      async () => {
        await using at = await place();
        await using store = await at.open();
        const [a = 0] = await declared(store, feedSite("a"));
        const events = [vevent("1@a"), vevent("2@a"), vevent("3@a")];
        await poll(store, a, events.slice(0, 2));
        const changed = observe(a, vevent("2@a", { SUMMARY: "Otherwise" }));
        const later = NOW + 2 * HOUR;
        await store.polls
          .begin(a, sourceOf(a))
          .take({ now: NOW + HOUR, changed, unchanged: [], refused: [] });
        expect((await store.polls.claimDue(later, later + HOUR)).map(({ site }) => site.id)).toEqual([a]);
        expect((await store.commons.get("1@a"))?.sightings).toMatchObject([{ missingSince: null }]);
        const again = await poll(
          store,
          a,
          [events[0]!, vevent("2@a", { SUMMARY: "Otherwise" }), events[2]!],
          later,
        );
        expect(again).toMatchObject({ fresh: ["3@a"], revised: [], vanished: [], unchanged: 2 });
      },
    );

    test("again at once, where the process that held them gave them back", async () => {
      await using at = await place();
      await using store = await at.open();
      const [a = 0] = await declared(store, feedSite("a"));
      await store.polls.claimDue(NOW, NOW + HOUR);
      await store.polls.release(a);
      expect(await store.polls.nextDue()).toBe(NOW);
      expect(await store.polls.claim(a, NOW + 1, NOW + HOUR)).not.toBeNull();
    });

    test("again, once the process that held them has not come back", async () => {
      await using at = await place();
      await using store = await at.open();
      const [a = 0] = await declared(store, feedSite("a"));
      await store.polls.claimDue(NOW, NOW + HOUR);
      expect(await store.polls.claim(a, NOW + HOUR, NOW + 2 * HOUR)).not.toBeNull();
    });

    test("after a failure, with what is known from the last success", async () => {
      await using at = await place();
      await using store = await at.open();
      const [a = 0] = await declared(store, feedSite("a"));
      await record(store, await finding(store, a, [vevent("1@a")], NOW, { etag: '"1"' }));
      const failure = { now: NOW + HOUR, reason: "down", nextPoll: NOW + 2 * HOUR, suspendAfter: 9 };
      await store.polls.claim(a, NOW + HOUR, NOW + 9 * HOUR);
      await store.polls.recordFailure(a, failure);
      expect(await store.polls.claimDue(NOW + 2 * HOUR, NOW + 3 * HOUR)).toMatchObject([{ etag: '"1"' }]);
      expect((await store.commons.get("1@a"))?.sightings).toMatchObject([{ missingSince: null }]);
    });

    test("but neither a disabled nor an unknown one", async () => {
      await using at = await place();
      await using store = await at.open();
      const [a = 0] = await declared(store, feedSite("a"));
      await declared(store);
      await expect(store.polls.claim(a, NOW, NOW + HOUR)).rejects.toMatchObject({ problem: "conflict" });
      await expect(store.polls.claim(99, NOW, NOW + HOUR)).rejects.toMatchObject({ problem: "not-found" });
    });
  });
}
