import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, test } from "vitest";
import type { EventFilter } from "../../../src/core/model/filter.ts";
import { connect, type Database, queries } from "../../../src/store/sqlite/database/database.ts";
import { ask, joined, type Piece, piece } from "../../../src/store/sqlite/database/piece.ts";
import { filterParts, ofUid, rarestFirst } from "../../../src/store/sqlite/commons/filter-parts.ts";
import { openStore } from "../../../src/store/sqlite/open.ts";
import { siteRows } from "../../../src/store/sqlite/registry/site-rows.ts";
import { declared, feedSite, NOW, poll, vevent } from "../../contract/samples.ts";

const NEAR = { latitude: 0.5, longitude: 179.9, radius: 50_000 };

/** 60 events of two sites, with all that filters ask for in many combinations. */
async function filled(work: (db: Database, sites: readonly number[]) => void): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), "discal-filters-"));
  const path = join(folder, "discal.db");
  await using store = await openStore({ path, timezone: "UTC", now: NOW });
  const sites = await declared(store, feedSite("a", { tags: ["Local"] }), feedSite("b"));
  const events = Array.from({ length: 60 }, (_, n) =>
    vevent(`${n}@a`, {
      SUMMARY: n % 2 === 0 ? "Concert" : "Reading",
      CATEGORIES: n % 3 === 0 ? "Jazz" : "Books,Local",
      LOCATION: `House ${n % 5}\\, Street ${n % 7}`,
      GEO: n % 4 === 0 ? undefined : `${n / 60};${n % 8 < 4 ? 179.5 : -179.9}`,
    }),
  );
  const [a = 0, b = 0] = sites;
  await poll(store, a, events.slice(0, 40));
  await poll(store, b, events.slice(30));
  const client = connect(path);
  work(queries(client), sites);
  client.close();
  await rm(folder, { recursive: true });
}

function ids(db: Database, query: Piece): readonly number[] {
  return ask<{ object: number }>(db, query).map(({ object }) => object);
}

const ascending = (one: number, other: number) => one - other;

test("Each part of a filter finds the very objects of which it holds", async () => {
  await filled((db, [a = 0, b = 0]) => {
    const filters: readonly EventFilter[] = [
      { text: "conc" },
      { text: "?" },
      { tags: ["jazz"] },
      { tags: ["local"] },
      { tags: ["JAZZ", "nothing", "books"] },
      { tags: [] },
      { places: ["house 3", "House 4, Street 4"] },
      { siteIds: [a] },
      { siteIds: [a, b] },
      { siteIds: [] },
      { near: NEAR },
    ];
    const parts = [...filters.flatMap((filter) => filterParts(filter, siteRows(db))), ofUid("7@a")];
    expect(parts).toHaveLength(filters.length + 1);
    const all = ids(db, piece`SELECT id AS object FROM objects`);
    const found = parts.map((part) => {
      const held = ids(db, piece`SELECT id AS object FROM objects WHERE ${part.holds(piece`objects.id`)}`);
      const listed = [...new Set(ids(db, part.objects))].toSorted(ascending);
      expect(listed).toEqual(held.toSorted(ascending));
      return held.length;
    });
    expect(all).toHaveLength(60);
    expect(found).toEqual([30, 0, 20, 54, 60, 0, 14, 40, 60, 0, 29, 1]);
  });
});

test("Parts together find, each once, the objects of which all hold, whichever is the rarest", async () => {
  await filled((db, [a = 0, b = 0]) => {
    const filter = { text: "reading", tags: ["books", "local"], siteIds: [a, b], near: NEAR };
    const parts = filterParts(filter, siteRows(db));
    const holds = joined(
      parts.map((part) => part.holds(piece`objects.id`)),
      " AND ",
    );
    const expected = ids(db, piece`SELECT id AS object FROM objects WHERE ${holds}`).toSorted(ascending);
    expect(expected.length).toBeGreaterThan(5);
    for (const rarest of [[], ...expected.map((id) => [id])]) {
      const few = {
        objects: piece`SELECT id AS object FROM objects WHERE id IN ${rarest}`,
        holds: () => piece`1`,
      };
      const among = rarestFirst(db, [...parts, few], 10);
      expect(among === null ? null : ids(db, among)).toEqual(rarest);
    }
    const among = rarestFirst(db, parts, 1_000);
    expect(among === null ? null : ids(db, among).toSorted(ascending)).toEqual(expected);
    expect(rarestFirst(db, parts, 5)).toBeNull();
    expect(rarestFirst(db, [], 5)).toBeNull();
  });
});
