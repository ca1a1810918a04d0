import type { Connection } from "../database/database.ts";
import { readRows, type Row } from "./read-rows.ts";
import { columnsOf, tablesOf } from "./table-shape.ts";

/** What could be read of one table. */
export interface SalvagedTable {
  readonly name: string;
  readonly rows: number;
  /** Something of it could not be read. */
  readonly damaged: boolean;
}

/** Derived from the others, and derived anew from what was saved. */
const DERIVED = /^(?:events|occurrences|event_|digest_buckets$|listed$)/;

/** Copies every row that can be read, and that the table still takes, into an empty database of the same schema. */
export function copyTables(from: Connection, into: Connection): readonly SalvagedTable[] {
  const kept = tablesOf(into).filter(({ name }) => !DERIVED.test(name));
  return kept.map(({ name, withoutRowid }) => {
    const columns = columnsOf(into, name).map((column) => column.name);
    let damaged = false;
    const found = readRows(from, { name, columns, withoutRowid }, () => {
      damaged = true;
    });
    return { name, rows: copyRows(into, name, columns, found), damaged };
  });
}

function copyRows(into: Connection, name: string, columns: readonly string[], rows: Iterable<Row>): number {
  const slots = columns.map(() => "?").join(", ");
  const insert = into.prepare(`INSERT OR IGNORE INTO "${name}" VALUES (${slots})`);
  return into.transaction(() => {
    let copied = 0;
    for (const row of rows) copied += takes(() => insert.run(...row).changes);
    return copied;
  })();
}

/** A row that is no row of this table any more is none. */
function takes(insert: () => number): number {
  try {
    return insert();
  } catch {
    return 0;
  }
}
