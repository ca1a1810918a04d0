import { describe, expect, test } from "vitest";
import { HOUR, NOW } from "../../contract/samples.ts";
import { databaseOfSchema } from "./earlier-schema.ts";

describe("A database of schema 4", () => {
  test("keeps events, and finds those that go on", async () => {
    await using store = await databaseOfSchema(4, NOW + 3 * HOUR).open();
    expect(await store.statistics()).toMatchObject({ events: 5, versions: 16, conflicts: 1, peers: 2 });
    const { rows } = await store.commons.list({ limit: 100 });
    const long = rows.find(({ occurrence: { start, end } }) => end > start + 1);
    const { start = 0, end = 0 } = long?.occurrence ?? {};
    const going = await store.commons.list({ from: start + 1, to: end, limit: 100 });
    expect(going.rows.map(({ event }) => event.uid)).toContain(long?.event.uid);
  });
});
