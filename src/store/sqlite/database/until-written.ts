import type { SQLiteTable } from "drizzle-orm/sqlite-core";
import { getTableName } from "../../../../schema/drizzle.ts";
import type { Database } from "./database.ts";

/** A table, and of its columns those that count; all where none are named. */
export interface Watched {
  readonly table: SQLiteTable;
  readonly columns?: readonly string[];
}

/**
 * Keeps what `make` gives for as long as nothing is written to these tables: by this connection or by another process. What
 * is read often and seldom written is so read once.
 *
 * Triggers mark each write. The mark is a row itself, so that it is taken back with a transaction; a new one is drawn for
 * each write, so that what was read in between is known for what it is. `PRAGMA data_version` tells of all other connections.
 */
export function untilWritten<Kept>(db: Database, watched: readonly Watched[], make: () => Kept): () => Kept {
  const client = db.$client;
  const name = watched.map(({ table }) => getTableName(table)).join("_");
  const marks = `"marks_of_${name}"`;
  client.exec(`CREATE TEMP TABLE ${marks} (mark INTEGER NOT NULL); INSERT INTO ${marks} VALUES (0);`);
  for (const { table, columns = [] } of watched) {
    const of = columns.length === 0 ? "" : ` OF ${columns.map((column) => `"${column}"`).join(", ")}`;
    for (const event of ["INSERT", `UPDATE${of}`, "DELETE"])
      client.exec(
        `CREATE TEMP TRIGGER "${name}_${getTableName(table)}_${event.slice(0, 6)}"
           AFTER ${event} ON main."${getTableName(table)}"
           BEGIN UPDATE ${marks} SET mark = random() >> 11; END`,
      );
  }
  const own = client.prepare<[], number>(`SELECT mark FROM ${marks}`).pluck();
  const others = client.prepare<[], number>("PRAGMA data_version").pluck();
  let last: { readonly own: number; readonly others: number; readonly kept: Kept } | null = null;
  return () => {
    const now = { own: own.get() ?? 0, others: others.get() ?? 0 };
    if (last?.own !== now.own || last.others !== now.others) last = { ...now, kept: make() };
    return last.kept;
  };
}
