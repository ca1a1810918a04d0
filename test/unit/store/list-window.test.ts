import { expect, test } from "vitest";
import { connect, queries } from "../../../src/store/sqlite/database/database.ts";
import { type Piece, piece } from "../../../src/store/sqlite/database/piece.ts";
import type { ListPlace } from "../../../src/store/sqlite/commons/list-cursor.ts";
import { findPlaces, type Wanted } from "../../../src/store/sqlite/commons/list-window.ts";
import { migrate, migrations } from "../../../src/store/sqlite/database/migrate.ts";
import { spanOf } from "../../../src/store/sqlite/listing/spans.ts";

test("Few and many objects are gone through in different ways, and found alike", () => {
  const client = connect(":memory:");
  migrate(client, migrations());
  const object = client.prepare(
    "INSERT INTO objects (id, uid, seq, changed_at, contested) VALUES (?, ?, ?, 0, 0)",
  );
  const occurrence = client.prepare(
    `INSERT INTO occurrences (object, start, "end", span, local_start, local_end, all_day, cancelled)
     VALUES (?, ?, ?, ?, '', '', 0, 0)`,
  );
  for (let n = 1; n <= 300; n += 1) {
    object.run(n, `${(n * 7) % 300}@a`, n);
    const start = ((n * 37) % 100) * 60_000;
    const length = 2 ** (n % 30);
    occurrence.run(n, start, start + length, spanOf(length));
  }
  const db = queries(client);
  const third = {
    objects: piece`SELECT id AS object FROM objects WHERE id % 3 = 0`,
    holds: (object: Piece) => piece`${object} % 3 = 0`,
  };
  const pageByPage = (wanted: Wanted, few: number): readonly ListPlace[] => {
    const page = findPlaces(db, wanted, few);
    const after = page.at(-1);
    return after === undefined ? [] : [...page, ...pageByPage({ ...wanted, after }, few)];
  };
  for (const from of [-1, 0, 30 * 60_000, 99 * 60_000]) {
    const wanted = { from, to: 100 * 60_000, parts: [third], after: null, limit: 40 };
    const oneByOne = findPlaces(db, wanted, 300);
    expect(findPlaces(db, wanted, 0)).toEqual(oneByOne);
    expect(oneByOne.length).toBeGreaterThan(0);
    const after = oneByOne[10] ?? null;
    expect(findPlaces(db, { ...wanted, after }, 0)).toEqual(findPlaces(db, { ...wanted, after }, 300));
    const whole = findPlaces(db, { ...wanted, limit: 1_000 }, 300);
    for (const [few, limit] of [
      [0, 1],
      [0, 7],
      [300, 7],
    ] as const)
      expect(pageByPage({ ...wanted, limit }, few)).toEqual(whole);
  }
});
