import type { SQL } from "drizzle-orm";
import { sql } from "../../../../schema/drizzle.ts";
import type { SQLiteColumn } from "drizzle-orm/sqlite-core";

/**
 * A named parameter for each of these columns, under the column's own name and in its encoding: for prepared
 * inserts and updates.
 */
export function slots<Name extends string>(
  table: Readonly<Record<Name, SQLiteColumn>>,
  names: readonly Name[],
): Record<Name, SQL> {
  const entries = names.map((name) => [name, sql`${sql.param(sql.placeholder(name), table[name])}`]);
  return Object.fromEntries(entries) as Record<Name, SQL>;
}
