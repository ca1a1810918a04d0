import {
  closeSync,
  copyFileSync,
  openSync,
  readFileSync,
  truncateSync,
  writeFileSync,
  writeSync,
} from "node:fs";
import { join } from "node:path";
import Sqlite from "better-sqlite3";
import { describe, expect, it, onTestFinished } from "vitest";
import { salvage } from "../../../src/store/sqlite/salvage/salvage.ts";
import { openStore } from "../../../src/store/sqlite/open.ts";
import type { Store } from "../../../src/store/contract.ts";
import { declared, feedSite, HOUR, NOW, peerSite, poll, version, vevent } from "../../contract/samples.ts";
import { temporaryFolder } from "../../support/program.ts";
import { seededDice } from "../../support/dice.ts";
import { against } from "../../support/threat.ts";
import { databaseOfSchema } from "./earlier-schema.ts";

const EVENTS = 200;
const PAGE = 4096;
/** First bytes of pages that lead to others. */
const [INNER_OF_INDEX, INNER_OF_TABLE] = [2, 5];

const open = (path: string) => openStore({ path, timezone: "UTC", now: NOW + HOUR });

/** A database of a node with many events, closed. */
async function world() {
  const folder = temporaryFolder();
  onTestFinished(() => folder[Symbol.dispose]());
  const path = join(folder.path, "discal.db");
  const target = join(folder.path, "saved.db");
  await using store = await open(path);
  const [feed = 0, peer = 0] = await declared(store, feedSite("f"), peerSite("p"));
  await poll(store, feed, [vevent("fed@f"), vevent("again@f", { RRULE: "FREQ=WEEKLY;COUNT=3" })]);
  const arrivals = Array.from({ length: EVENTS }, (_, n) => version(`${n}@p`, 1, { SUMMARY: `Event ${n}.` }));
  await store.commons.apply(
    arrivals.map((version) => ({ version, siteId: peer })),
    NOW,
  );
  const own = [version("own@a", 0, { SUMMARY: "One" }), version("own@a", 0, { SUMMARY: "Two" })];
  await store.commons.apply(
    own.map((version) => ({ version, siteId: null, enteredBy: "office" })),
    NOW,
  );
  await store.tokens.create({ name: "office", role: "admin", hash: "f".repeat(64), expiresAt: null }, NOW);
  await store.repair.pulled(peer, { ...(await store.repair.pullState(peer)), epoch: "theirs", cursor: 9 });
  return { path, target, peer, epoch: store.epoch };
}

/** Opens what was saved as a node does, and lists it. */
async function restored(path: string): Promise<Store> {
  const store = await open(path);
  onTestFinished(() => store[Symbol.asyncDispose]());
  await store.commons.maintain(NOW + HOUR);
  return store;
}

function expectSound(path: string): void {
  const client = new Sqlite(path, { readonly: true });
  expect(client.pragma("integrity_check", { simple: true })).toBe("ok");
  expect(client.pragma("foreign_key_check")).toEqual([]);
  client.close();
}

async function uids(store: Store): Promise<readonly string[]> {
  const found = await store.commons.published({ tombstonesSince: 0, after: "", limit: 9999 });
  return found.map(({ version }) => version.uid);
}

describe("saving what can be read of a database", () => {
  it("loses nothing of one that is sound, and begins a new epoch", async () => {
    const { path, target, peer, epoch } = await world();
    const before = readFileSync(path);
    const saved = salvage(path, target);
    expect(saved.events).toBe(EVENTS + 3);
    expect(saved.tables.filter(({ damaged }) => damaged)).toEqual([]);
    expect(readFileSync(path).equals(before)).toBe(true);
    const store = await restored(target);
    expect(store.epoch).not.toBe(epoch);
    expect(await uids(store)).toHaveLength(EVENTS + 3);
    expect((await store.commons.list({ text: "event 199", limit: 9 })).rows).toHaveLength(1);
    expect(await store.statistics()).toMatchObject({ events: EVENTS + 3, conflicts: 1 });
    expect(await store.tokens.byHash("f".repeat(64))).toMatchObject({ name: "office" });
    const own = await store.commons.get("own@a");
    expect(own?.standing.map(({ enteredBy }) => enteredBy)).toEqual(["office", "office"]);
    expectSound(target);
    // All that was read of others is read once more.
    expect(await store.repair.pullState(peer)).toMatchObject({ epoch: null, cursor: 0 });
    const [feed = 0] = await declared(store, feedSite("f"), peerSite("p"));
    expect(await store.polls.claim(feed, NOW, NOW + HOUR)).toMatchObject({ bodyHash: null, etag: null });
    expect([...(await store.polls.seen(feed)).values()]).toEqual(["", ""]);
    expect((await poll(store, feed, [vevent("fed@f"), vevent("again@f")], NOW + HOUR)).fresh).toEqual([]);
  });

  it.each([1, 2, 3, 4])(
    "saves what lies on the other pages where some are overwritten (seed %i)",
    against("disk", "pages of the database are overwritten", "`discal repair` saves the rest"),
    async (seed) => {
      const { path, target } = await world();
      const dice = seededDice(seed);
      const bytes = readFileSync(path);
      // Not those that say where the others are: with one of them goes all that lies below.
      const leaves = Array.from({ length: bytes.length / PAGE }, (_, page) => page).filter(
        (page) => page > 0 && ![INNER_OF_INDEX, INNER_OF_TABLE].includes(bytes[page * PAGE] ?? 0),
      );
      const file = openSync(path, "r+");
      const broken = Array.from({ length: 3 }, () => dice.pick(leaves));
      for (const page of broken)
        writeSync(file, Buffer.alloc(PAGE, dice.between(0, 255)), 0, PAGE, page * PAGE);
      closeSync(file);
      const { events } = salvage(path, target);
      const store = await restored(target);
      expectSound(target);
      const kept = await uids(store);
      expect(kept.length).toBeGreaterThan(EVENTS / 2);
      expect(kept.length).toBeLessThanOrEqual(events);
      for (const uid of kept) expect((await store.commons.get(uid))?.winner?.uid).toBe(uid);
      // It goes on: what was lost comes again, and what is new.
      const again = Array.from({ length: EVENTS }, (_, n) =>
        version(`${n}@p`, 1, { SUMMARY: `Event ${n}.` }),
      );
      await store.commons.apply(
        [...again, version("new@a", 1)].map((version) => ({ version, siteId: null })),
        NOW + HOUR,
      );
      expect((await uids(store)).filter((uid) => /@p$|^new/.test(uid))).toHaveLength(EVENTS + 1);
    },
  );

  it.each<[string, string, (store: Store) => Promise<void>]>([
    [
      "no version whose text is not what was stored",
      `UPDATE versions SET text = replace(text, 'Event 5.', 'Event X.')`,
      async (store) => expect(await uids(store)).not.toContain("5@p"),
    ],
    [
      "an object whose row was lost, by its versions",
      "DELETE FROM objects WHERE uid = '5@p'",
      async (store) => expect((await store.commons.get("5@p"))?.winner?.text).toContain("Event 5."),
    ],
    [
      "the rival in the place of a winner that was lost",
      "DELETE FROM versions WHERE state = 'winner' AND object = (SELECT id FROM objects WHERE uid = 'own@a')",
      async (store) => {
        expect(await uids(store)).toContain("own@a");
        expect((await store.statistics()).conflicts).toBe(0);
      },
    ],
    [
      "what a site brought that was lost",
      "DELETE FROM sites WHERE kind = 'peer'",
      async (store) =>
        expect((await store.commons.get("5@p"))?.standing).toMatchObject([{ receivedFrom: null }]),
    ],
  ])("gives %s", async (_, damage, expectMended) => {
    const { path, target } = await world();
    const client = new Sqlite(path);
    client.pragma("foreign_keys = OFF");
    expect(client.prepare(damage).run().changes).toBeGreaterThan(0);
    client.close();
    salvage(path, target);
    const store = await restored(target);
    expectSound(target);
    expect((await uids(store)).length).toBeGreaterThanOrEqual(EVENTS + 2);
    await expectMended(store);
  });

  it("saves the beginning of one that was cut off, and starts empty where nothing can be read", async () => {
    const { path, target } = await world();
    copyFileSync(path, `${path}.whole`);
    truncateSync(path, Math.floor(readFileSync(path).length / PAGE / 2) * PAGE);
    salvage(path, target);
    await restored(target);
    expectSound(target);
    const empty = `${target}.empty`;
    const bytes = readFileSync(`${path}.whole`).fill(7, 0, PAGE);
    writeFileSync(path, bytes);
    expect(salvage(path, empty)).toEqual({ tables: [], events: 0 });
    expect((await (await restored(empty)).statistics()).events).toBe(0);
  });

  it(
    "saves all of one whose schema cannot be read",
    against("disk", "the page of the schema is overwritten", "`discal repair` knows where its tables are"),
    async () => {
      const { path, target } = await world();
      const client = new Sqlite(path);
      const pages = client
        .prepare<[], number>("SELECT pageno FROM dbstat WHERE name = 'sqlite_schema'")
        .pluck()
        .all();
      client.close();
      const file = openSync(path, "r+");
      // Its first page begins with the header, which says what a database it is.
      for (const page of pages) {
        const from = page === 1 ? 100 : 0;
        writeSync(file, Buffer.alloc(PAGE - from, 7), 0, PAGE - from, (page - 1) * PAGE + from);
      }
      closeSync(file);
      expect(salvage(path, target).events).toBe(EVENTS + 3);
      await restored(target);
      expectSound(target);
    },
  );

  it.each([1, 2, 3])("takes one of schema %i for what it is", async (schema) => {
    const { path, folder } = databaseOfSchema(schema, NOW);
    const target = join(folder, "saved.db");
    const whole = await open(path);
    const { events, versions } = await whole.statistics();
    await whole[Symbol.asyncDispose]();
    salvage(`${path}.before-${schema + 1}`, target);
    expect(await (await restored(target)).statistics()).toMatchObject({ events, versions });
  });
});
