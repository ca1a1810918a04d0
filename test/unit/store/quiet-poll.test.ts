import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import Sqlite from "better-sqlite3";
import { expect, test } from "vitest";
import { openStore } from "../../../src/store/sqlite/open.ts";
import {
  declared,
  feedSite,
  finding,
  HOUR,
  NOW,
  observe,
  peerSite,
  poll,
  record,
  sourceOf,
  version,
  vevent,
} from "../../contract/samples.ts";

/** Every row of every table but those that tell how polling goes, as text. */
function dump(path: string): string {
  const client = new Sqlite(path, { readonly: true });
  const tables = client
    .prepare("SELECT name FROM pragma_table_list WHERE schema = 'main' AND type <> 'virtual'")
    .pluck()
    .all() as string[];
  const quiet = tables.filter((name) => name !== "polls" && name !== "poll_log");
  const rows = quiet.map((table) => [table, client.prepare(`SELECT * FROM "${table}"`).all()]);
  client.close();
  return JSON.stringify(rows);
}

test("A second poll of the same thing writes nothing but how polling goes, in whatever way it comes", async () => {
  const folder = await mkdtemp(join(tmpdir(), "discal-quiet-"));
  const path = join(folder, "discal.db");
  {
    await using store = await openStore({ path, timezone: "UTC", now: NOW });
    const [a = 0, b = 0, p = 0] = await declared(
      store,
      feedSite("a", { tags: ["x"] }),
      feedSite("b"),
      peerSite("p"),
    );
    const events = [
      vevent("1@a"),
      vevent("2@a", { RRULE: "FREQ=WEEKLY" }),
      vevent("3@a", { "X-REVISION": "4" }),
    ];
    await poll(store, a, events);
    await poll(store, b, [vevent("1@a", { SUMMARY: "Otherwise" })]);
    const edited = version("2@a", 2, { SUMMARY: "By a person" });
    const late = version("2@a", 1, { SUMMARY: "Late" });
    const pushed = [edited, late, version("4@p", 1)].map((version) => ({ version, siteId: p }));
    await store.commons.apply(pushed, NOW);
    await poll(store, a, events, NOW + HOUR);
    await poll(store, a, [...events, vevent("5@a")], NOW + HOUR);
    await poll(store, a, events, NOW + HOUR);

    const before = dump(path);
    const later = NOW + 2 * HOUR;
    await poll(store, a, events, later);
    await poll(store, b, [vevent("1@a", { SUMMARY: "Otherwise" })], later);
    await store.polls.recordUnchanged(a, { source: sourceOf(a), now: later, nextPoll: later + HOUR });
    await record(store, await finding(store, a, [], later, { changed: observe(a, ...events) }));
    await store.commons.apply(pushed, later);
    expect(dump(path)).toBe(before);
    expect(before).toContain("Otherwise");
  }
  await rm(folder, { recursive: true });
});
