import type { Connection } from "../database/database.ts";
import { columnsOf, type Table } from "./table-shape.ts";

/** A row as it lies in the table, in the order of `columns`. */
export type Row = readonly unknown[];

/** Rowids are looked for up to here: none that SQLite gives by itself is greater in a table of ours. */
const FARTHEST = 2 ** 50;

/** All rows of a table that can be read, some twice; `onDamage` is told of each place where reading broke off. */
export function* readRows(
  client: Connection,
  table: Table & { readonly columns: readonly string[] },
  onDamage: () => void,
): Generator<Row> {
  const columns = table.columns.map((name) => `"${name}"`).join(", ");
  if (!table.withoutRowid) return yield* byRowid(client, table.name, columns, onDamage);
  // From both ends, each as far as it goes.
  const keys = keysOf(client, table.name);
  for (const way of ["ASC", "DESC"]) {
    const order = keys.map((name) => `"${name}" ${way}`).join(", ");
    const isWhole = yield* asFarAsItGoes(client, `SELECT ${columns} FROM "${table.name}" ORDER BY ${order}`);
    if (isWhole) return;
    onDamage();
  }
}

/** Passes over what cannot be read to the next row that can. */
function* byRowid(client: Connection, name: string, columns: string, onDamage: () => void): Generator<Row> {
  for (let after = -1; ;) {
    const from = `SELECT rowid, ${columns} FROM "${name}" WHERE rowid > ${after} ORDER BY rowid`;
    for (const rows = asFarAsItGoes(client, from); ;) {
      const { done, value } = rows.next();
      if (done === true) {
        if (value) return;
        break;
      }
      const [rowid, ...row] = value;
      after = Number(rowid);
      yield row;
    }
    onDamage();
    const next = nextReadable(client, name, after);
    if (next === null) return;
    after = next - 1;
  }
}

/** Gives true where it came to the end. */
function* asFarAsItGoes(client: Connection, query: string): Generator<Row, boolean> {
  try {
    for (const row of client.prepare<[], unknown[]>(query).raw().iterate()) yield row;
    return true;
  } catch {
    return false;
  }
}

/** The least place after a damaged one from which a row can be read again: first some place, then the first one. */
function nextReadable(client: Connection, name: string, after: number): number | null {
  const query = client.prepare<[number], unknown[]>(`SELECT * FROM "${name}" WHERE rowid >= ? LIMIT 1`).raw();
  const reads = (place: number): boolean => {
    try {
      query.get(place);
      return true;
    } catch {
      return false;
    }
  };
  let step = 1;
  while (!reads(after + 1 + step)) {
    step *= 2;
    if (step > FARTHEST) return null;
  }
  let [bad, good] = [after + 1 + Math.floor(step / 2), after + 1 + step];
  while (good - bad > 1) {
    const middle = Math.floor((bad + good) / 2);
    if (reads(middle)) good = middle;
    else bad = middle;
  }
  return good;
}

function keysOf(client: Connection, name: string): readonly string[] {
  return columnsOf(client, name)
    .filter(({ pk }) => pk > 0)
    .toSorted((a, b) => a.pk - b.pk)
    .map((column) => column.name);
}
