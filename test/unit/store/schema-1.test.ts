import { describe, expect, test } from "vitest";
import type { EventFilter } from "../../../src/core/model/filter.ts";
import { connect } from "../../../src/store/sqlite/database/database.ts";
import { migrate, migrations } from "../../../src/store/sqlite/database/migrate.ts";
import { DAY, HOUR, NOW } from "../../contract/samples.ts";
import { databaseOfSchema } from "./earlier-schema.ts";

const old = () => databaseOfSchema(1, NOW + HOUR);

describe("A database of schema 1", () => {
  test.each<[string, EventFilter, readonly string[]]>([
    ["tag", { tags: ["MUSIC"] }, ["concert@a", "own@a"]],
    ["local tag", { tags: ["town"] }, ["concert@a", "weekly@a"]],
    ["place", { places: ["Grand Hall"] }, ["concert@a"]],
    ["whole location", { places: ["grand hall, main street 1"] }, ["concert@a"]],
    ["position", { near: { latitude: 52.52, longitude: 13.4, radius: 500 } }, ["concert@a"]],
    ["search", { text: "reading" }, ["weekly@a"]],
  ])("is filled so that its events are found by %s", async (_, filter, uids) => {
    await using store = await old().open();
    const published = await store.commons.published({ ...filter, tombstonesSince: 0, after: "", limit: 9 });
    expect(published.map(({ version }) => version.uid)).toEqual(uids);
    const { rows } = await store.commons.list({ ...filter, to: NOW + 5 * DAY, limit: 9 });
    expect(rows.map(({ event }) => event.uid)).toEqual(uids);
  });

  test("keeps all that it told before", async () => {
    await using store = await old().open();
    expect(await store.statistics()).toMatchObject({ events: 3, versions: 5, schema: migrations().length });
    expect(await store.commons.facets("tags", { from: NOW, limit: 2 })).toEqual([
      { name: "Music", events: 2 },
      { name: "Town", events: 2 },
    ]);
    expect(await store.registry.health()).toMatchObject([
      { failures: 1, suspended: false, lastReason: "no answer", events: 2 },
      { failures: 0, suspended: false, lastReason: null },
    ]);
    expect(await store.polls.history(1, 9)).toEqual([]);
  });

  test("is filled by the next start where a start broke off after the migration", async () => {
    const { path, open } = old();
    const client = connect(path);
    migrate(client, migrations());
    client.close();
    await using store = await open();
    expect((await store.commons.list({ tags: ["jazz"], limit: 9 })).rows).toHaveLength(1);
  });

  test("is filled only once", async () => {
    const { path, open } = old();
    await (await open())[Symbol.asyncDispose]();
    const client = connect(path);
    client.exec("DELETE FROM event_tags");
    client.close();
    await using store = await open();
    expect((await store.commons.list({ tags: ["jazz"], limit: 9 })).rows).toHaveLength(0);
  });
});
