import { join } from "node:path";
import { expect, test } from "vitest";
import { restamp } from "../../../src/core/ical/stamp.ts";
import type { Store } from "../../../src/store/contract.ts";
import { openStore } from "../../../src/store/sqlite/open.ts";
import { declared, feedSite, HOUR, NOW, observeOne, poll, sourceOf, vevent } from "../../contract/samples.ts";
import { temporaryFolder } from "../../support/program.ts";

const EVENTS = [vevent("1@a"), vevent("2@a")];

function quietPoll(store: Store, siteId: number, hour: number) {
  const now = NOW + hour * HOUR;
  return store.polls.recordUnchanged(siteId, { source: sourceOf(siteId), now, nextPoll: null });
}

/** What another poller of the same feed saw in a stale cache reaches this node. */
function stale(store: Store, siteId: number, now: number) {
  const { version } = observeOne(siteId, vevent("1@a", { SUMMARY: "Stale" }));
  return store.commons.apply([{ version: restamp(version, { revision: 2 }), siteId: null }], now);
}

async function revision(store: Store) {
  return (await store.commons.get("1@a"))?.winner?.revision;
}

test("A difference that begins after polls that found none is counted, and repaired once it lasts", async () => {
  await using store = await openStore({ path: ":memory:", timezone: "UTC", now: NOW });
  const [a = 0] = await declared(store, feedSite("a"));
  await poll(store, a, EVENTS);
  await quietPoll(store, a, 1);
  await quietPoll(store, a, 2);
  await stale(store, a, NOW + 2 * HOUR);
  for (const hour of [3, 4]) expect((await quietPoll(store, a, hour)).revised).toEqual([]);
  expect((await quietPoll(store, a, 5)).revised).toEqual(["1@a"]);
  expect(await revision(store)).toBe(3);
});

test("What a poll itself leaves different is looked at by the next ones", async () => {
  await using store = await openStore({ path: ":memory:", timezone: "UTC", now: NOW });
  const [a = 0] = await declared(store, feedSite("a"));
  await poll(store, a, EVENTS);
  const [one = "", two = ""] = EVENTS;
  const other = vevent("1@a", { SUMMARY: "Otherwise" });
  await poll(store, a, [other, two], NOW + HOUR);
  await quietPoll(store, a, 2);
  // It says again what it said at first: no change, but a stale cache, or a difference that lasts.
  await poll(store, a, [one, two], NOW + 3 * HOUR);
  expect((await quietPoll(store, a, 4)).revised).toEqual([]);
  expect((await quietPoll(store, a, 5)).revised).toEqual(["1@a"]);
});

test("What another process counted is gone on with", async () => {
  using folder = temporaryFolder();
  const at = { path: join(folder.path, "discal.db"), timezone: "UTC", now: NOW };
  await using store = await openStore(at);
  const [a = 0] = await declared(store, feedSite("a"));
  const [one = "", two = ""] = EVENTS;
  await poll(store, a, EVENTS);
  await poll(store, a, [vevent("1@a", { SUMMARY: "Otherwise" }), two], NOW + HOUR);
  await quietPoll(store, a, 2);
  {
    await using other = await openStore(at);
    await poll(other, a, [one, two], NOW + 3 * HOUR);
    await quietPoll(other, a, 4);
  }
  expect((await quietPoll(store, a, 5)).revised).toEqual(["1@a"]);
});
