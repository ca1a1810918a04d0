import { beforeEach, describe, expect, it } from "vitest";
import { connect, type Database, queries } from "../../../src/store/sqlite/database/database.ts";
import { writtenTogether } from "../../../src/store/sqlite/deliveries/written-together.ts";

describe("what comes soon after each other", () => {
  let db: Database;
  let together: ReturnType<typeof writtenTogether>;
  const rows = () => db.$client.prepare("SELECT n FROM rows ORDER BY rowid").pluck().all();
  const add = (n: number) => () => void db.$client.prepare("INSERT INTO rows VALUES (?)").run(n);

  beforeEach(() => {
    db = queries(connect(":memory:"));
    db.$client.exec("CREATE TABLE rows (n INTEGER NOT NULL) STRICT");
    together = writtenTogether(db);
  });

  it("is written in its order, the first at once and the rest in one transaction", async () => {
    const first = together(add(1));
    expect(rows()).toEqual([1]);
    const begun: boolean[] = [];
    const others = [2, 3].map((n) =>
      together(() => {
        begun.push(db.$client.inTransaction && rows().length === n - 1);
        add(n)();
      }),
    );
    expect(rows()).toEqual([1]);
    await Promise.all([first, ...others]);
    expect([rows(), begun]).toEqual([
      [1, 2, 3],
      [true, true],
    ]);
    await together(add(4));
    expect(rows()).toEqual([1, 2, 3, 4]);
  });

  it("fails for itself alone, and leaves nothing behind", async () => {
    const broken = () => {
      add(3)();
      throw new Error("broken");
    };
    const all = [add(1), add(2), broken, add(4)].map((work) => together(work));
    const settled = await Promise.allSettled(all);
    expect(settled.map(({ status }) => status)).toEqual(["fulfilled", "fulfilled", "rejected", "fulfilled"]);
    expect(rows()).toEqual([1, 2, 4]);
  });
});
