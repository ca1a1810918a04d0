import { expect, it } from "vitest";
import { connect, type Database, queries } from "../../../src/store/sqlite/database/database.ts";
import { write, writeAlong } from "../../../src/store/sqlite/database/transaction.ts";

const [NORMAL, FULL] = [1, 2];

it("What nobody is told by itself waits for no disk, and all else still does", () => {
  const db: Database = queries(connect(":memory:"));
  const syncs = () => db.$client.pragma("synchronous", { simple: true });
  expect([writeAlong(db, syncs), syncs()]).toEqual([NORMAL, FULL]);
  expect(write(db, () => writeAlong(db, syncs))).toBe(FULL);
  const failing = () =>
    writeAlong(db, () => {
      throw new Error("taken back");
    });
  expect(failing).toThrow();
  expect([syncs(), write(db, syncs)]).toEqual([FULL, FULL]);
});
