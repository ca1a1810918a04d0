import type { Connection } from "../database/database.ts";

/** A table as SQLite tells of it; virtual ones and their parts are none. */
export interface Table {
  readonly name: string;
  readonly withoutRowid: boolean;
}

/** `pk`: its place in the primary key, from 1; 0 where it is no part of it. */
export interface Column {
  readonly name: string;
  readonly type: string;
  readonly notnull: number;
  readonly pk: number;
}

/** All but SQLite's own. */
export function tablesOf(client: Connection): readonly Table[] {
  const all = client.pragma("table_list") as readonly { name: string; type: string; wr: number }[];
  return all
    .filter(({ name, type }) => type === "table" && !name.startsWith("sqlite_"))
    .map(({ name, wr }) => ({ name, withoutRowid: wr === 1 }));
}

export function columnsOf(client: Connection, table: string): readonly Column[] {
  return client.pragma(`table_info("${table}")`) as readonly Column[];
}
