import { expect, it } from "vitest";
import { connect, queries } from "../../../src/store/sqlite/database/database.ts";
import { together } from "../../../src/store/sqlite/database/together.ts";
import { write } from "../../../src/store/sqlite/database/transaction.ts";
import { temporaryFolder } from "../../support/program.ts";

function open(path = ":memory:") {
  const db = queries(connect(path));
  db.$client.exec("CREATE TABLE kept (name TEXT PRIMARY KEY)");
  const add = db.$client.prepare<[string]>("INSERT INTO kept VALUES (?)");
  const commit = together(db);
  return {
    db,
    kept: () => db.$client.prepare<[], string>("SELECT name FROM kept").pluck().all(),
    keep: (...names: readonly string[]) =>
      commit(() => write(db, () => names.map((name) => add.run(name).changes).length)),
  };
}

it("What is asked for at once is committed together, each whole by itself, and answered in order", async () => {
  const { kept, keep } = open();
  const answers = await Promise.allSettled([keep("a"), keep("b", "a"), keep("c", "d")]);
  expect(answers.map(({ status }) => status)).toEqual(["fulfilled", "rejected", "fulfilled"]);
  expect(kept().toSorted()).toEqual(["a", "c", "d"]);
  await expect(keep("e", "a")).rejects.toThrow(/UNIQUE/);
  expect(await keep("e", "f")).toBe(2);
});

it("Nobody is told of what others cannot read yet", async () => {
  using folder = temporaryFolder();
  const path = `${folder.path}/kept.db`;
  const { db, keep } = open(path);
  const other = connect(path);
  const seen = other.prepare<[], number>("SELECT count(*) FROM kept").pluck();
  const counts = await Promise.all(["a", "b", "c"].map((name) => keep(name).then(() => seen.get())));
  expect(counts).toEqual([3, 3, 3]);
  other.close();
  db.$client.close();
});

it("All are told where none of it is kept", async () => {
  const { db, kept, keep } = open();
  const full = () =>
    together(db)(() => {
      db.$client.exec("ROLLBACK");
      throw new Error("the disk is full");
    });
  const answers = await Promise.allSettled([keep("a"), full(), keep("b")]);
  expect(answers.map(({ status }) => status)).toEqual(["rejected", "rejected", "rejected"]);
  expect(kept()).toEqual([]);
  expect(await keep("c")).toBe(1);
});
