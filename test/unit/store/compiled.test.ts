import { expect, it } from "vitest";
import { eq, getTableColumns, integer, sql, sqliteTable, text } from "../../../schema/drizzle.ts";
import { connect, queries } from "../../../src/store/sqlite/database/database.ts";
import { slots } from "../../../src/store/sqlite/database/slots.ts";

const table = sqliteTable("kept", {
  id: integer("id").primaryKey(),
  on: integer("is_on", { mode: "boolean" }).notNull(),
  tags: text("tags", { mode: "json" }).$type<readonly string[]>().notNull(),
  note: text("note"),
});

function open() {
  const db = queries(connect(":memory:"));
  db.$client.exec("CREATE TABLE kept (id INTEGER PRIMARY KEY, is_on INTEGER, tags TEXT, note TEXT)");
  return db;
}

it("A statement gives the same at its first call and ever after: values as their columns have them, and null", () => {
  const db = open();
  const insert = db
    .insert(table)
    .values(slots(table, ["on", "tags", "note"]))
    .prepare();
  const one = db
    .select({ ...getTableColumns(table), upper: sql<string>`upper(${table.note})`.as("upper") })
    .from(table)
    .where(eq(table.id, sql.placeholder("id")))
    .prepare();
  const all = db.select().from(table).orderBy(table.id).prepare();
  const rows = [
    { on: true, tags: ["a", "ü"], note: "x" },
    { on: false, tags: [], note: null },
    { on: true, tags: ["b"], note: "" },
  ];
  rows.forEach((row, n) => expect(insert.run(row).lastInsertRowid).toBe(n + 1));
  const kept = rows.map((row, n) => ({ id: n + 1, ...row }));
  for (let call = 0; call < 3; call += 1) {
    expect(all.all({})).toStrictEqual(kept);
    expect(one.get({ id: 1 })).toStrictEqual({ ...kept[0], upper: "X" });
    expect(one.get({ id: 2 })).toStrictEqual({ ...kept[1], upper: null });
    expect(one.get({ id: 9 })).toBeUndefined();
    expect(one.all({ id: 3 })).toStrictEqual([{ ...kept[2], upper: "" }]);
  }
});

it("Rows that are joined hold an object for each table, and null where there is none", () => {
  const db = open();
  db.insert(table).values({ on: true, tags: [], note: "n" }).run();
  const joined = db
    .select({ note: table.note, other: { on: table.on, tags: table.tags } })
    .from(table)
    .prepare();
  for (let call = 0; call < 3; call += 1)
    expect(joined.all()).toStrictEqual([{ note: "n", other: { on: true, tags: [] } }]);
});

it("A value that is missing is told at each call", () => {
  const insert = open()
    .insert(table)
    .values(slots(table, ["on", "tags", "note"]))
    .prepare();
  for (let call = 0; call < 3; call += 1) expect(() => insert.run({ on: true, note: null })).toThrow(/tags/);
});
