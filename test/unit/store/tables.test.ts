import { getTableName, is } from "drizzle-orm";
import { getTableConfig, SQLiteTable } from "drizzle-orm/sqlite-core";
import { describe, expect, test } from "vitest";
import * as schema from "../../../schema/tables.ts";
import { connect } from "../../../src/store/sqlite/database/database.ts";
import { migrate, migrations } from "../../../src/store/sqlite/database/migrate.ts";

interface Column {
  readonly name: string;
  readonly type: string;
  readonly notNull: boolean;
  readonly primary: boolean;
}

const tables = Object.values(schema).filter((table) => is(table, SQLiteTable));

function migrated() {
  const client = connect(":memory:");
  migrate(client, migrations());
  return client;
}

/** A primary key of one INTEGER is the rowid, and never null although SQLite does not say so. */
function inDatabase(table: string): readonly Column[] {
  const client = migrated();
  const rows = client.prepare("SELECT * FROM pragma_table_info(?)").all(table) as {
    name: string;
    type: string;
    notnull: number;
    pk: number;
  }[];
  return rows.map(({ name, type, notnull, pk }) => ({
    name,
    type,
    notNull: notnull === 1 || pk > 0,
    primary: pk > 0,
  }));
}

function inProgram(table: SQLiteTable): readonly Column[] {
  const { columns, primaryKeys } = getTableConfig(table);
  const composed = new Set(primaryKeys.flatMap((key) => key.columns.map(({ name }) => name)));
  return columns.map((column) => ({
    name: column.name,
    type: column.getSQLType().toUpperCase(),
    notNull: column.notNull,
    primary: column.primary || composed.has(column.name),
  }));
}

describe("schema/tables.ts", () => {
  test.each(tables.map((table) => [getTableName(table), table] as const))(
    "says of %s what the migrations have made",
    (name, table) => {
      const byName = (a: Column, b: Column) => (a.name < b.name ? -1 : 1);
      expect(inProgram(table).toSorted(byName)).toEqual(inDatabase(name).toSorted(byName));
    },
  );

  test("names every table, and every one is strict", () => {
    const rows = migrated()
      .prepare(
        "SELECT name, strict FROM pragma_table_list WHERE schema = 'main' AND type = 'table' AND name NOT LIKE 'sqlite_%'",
      )
      .all() as { name: string; strict: number }[];
    expect(rows.map(({ name }) => name).toSorted()).toEqual(
      tables.map((table) => getTableName(table)).toSorted(),
    );
    expect(rows.filter(({ strict }) => strict === 0)).toEqual([]);
  });
});
