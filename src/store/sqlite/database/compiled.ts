import type { Statement } from "better-sqlite3";
import type { BetterSQLite3Database } from "drizzle-orm/better-sqlite3";
import { Column, Param, Placeholder, SQL } from "../../../../schema/drizzle.ts";

type Values = Readonly<Record<string, unknown>>;

/** What drizzle has made of a query: the inside of its prepared statement. */
interface Prepared {
  readonly stmt: Statement;
  readonly query: { readonly params: readonly unknown[] };
  readonly fields?: readonly { readonly path: readonly string[]; readonly field: unknown }[];
  readonly customResultMapper?: unknown;
  run(values?: Values): unknown;
  get(values?: Values): unknown;
  all(values?: Values): unknown;
}

/**
 * Lets drizzle's prepared statements ask once, and not at each call, of what kind every parameter and column is: that takes
 * them longer than SQLite takes to run most of these statements. What a statement gives is the same.
 */
export function compileStatements(db: BetterSQLite3Database): void {
  const session = Reflect.get(db, "session") as { prepareQuery(...query: unknown[]): Prepared };
  const prepare = session.prepareQuery.bind(session);
  session.prepareQuery = (...query) => compiled(prepare(...query));
}

/** Compiled at its second call, as most queries that are built are run a single time. */
function compiled(prepared: Prepared): Prepared {
  const { run, get, all } = prepared;
  let runs = 0;
  const first = (once: typeof run, name: "run" | "get" | "all") => (values?: Values) => {
    runs += 1;
    if (runs === 1) return once.call(prepared, values);
    Object.assign(prepared, { run, get, all }, calls(prepared));
    return prepared[name](values);
  };
  return Object.assign(prepared, { run: first(run, "run"), get: first(get, "get"), all: first(all, "all") });
}

function calls({ stmt, query, fields, customResultMapper }: Prepared): Partial<Prepared> {
  const fill = filling(query.params);
  const run = (values?: Values) => stmt.run(...fill(values ?? {}));
  const read = fields === undefined || customResultMapper !== undefined ? null : reading(fields);
  if (read === null) return { run };
  const raw = stmt.raw() as Statement<unknown[], readonly unknown[]>;
  return {
    run,
    get(values) {
      const row = raw.get(...fill(values ?? {}));
      return row === undefined ? undefined : read(row);
    },
    all: (values) => raw.all(...fill(values ?? {})).map(read),
  };
}

/** Puts values into their places. Throws where one is missing, as drizzle does. */
function filling(params: readonly unknown[]): (values: Values) => unknown[] {
  const slots = params.map((param) => {
    const isEncoded = param instanceof Param && param.value instanceof Placeholder;
    const slot: unknown = isEncoded ? param.value : param;
    if (!(slot instanceof Placeholder)) return () => param;
    const name = String(slot.name);
    const encoder = isEncoded ? param.encoder : PLAIN;
    return (values: Values) => {
      const value = values[name];
      if (value === undefined && !(name in values)) throw new Error(`no value for ${name}`);
      return encoder.mapToDriverValue(value);
    };
  });
  return (values) => slots.map((slot) => slot(values));
}

const PLAIN = { mapToDriverValue: (value: unknown) => value };

/** Makes an object of a row's values. Null for what only drizzle reads: rows that hold an object for each table, subqueries. */
function reading(fields: NonNullable<Prepared["fields"]>): ((row: readonly unknown[]) => unknown) | null {
  const columns = fields.flatMap(({ path, field }) => {
    const [name, ...deeper] = path;
    const decoder = decoderOf(field);
    return name === undefined || deeper.length > 0 || decoder === null ? [] : [{ name, decoder }];
  });
  if (columns.length < fields.length) return null;
  return (row) => {
    const read: Record<string, unknown> = {};
    columns.forEach(({ name, decoder }, n) => {
      const value = row[n];
      read[name] = value === null ? null : decoder.mapFromDriverValue(value);
    });
    return read;
  };
}

interface Decoder {
  mapFromDriverValue(value: unknown): unknown;
}

function decoderOf(field: unknown): Decoder | null {
  if (field instanceof Column) return field;
  const query: unknown = field instanceof SQL.Aliased ? field.sql : field;
  return query instanceof SQL ? (Reflect.get(query, "decoder") as Decoder) : null;
}
