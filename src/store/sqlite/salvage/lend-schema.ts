import { closeSync, copyFileSync, openSync, readFileSync, statSync, writeSync } from "node:fs";
import { connect } from "../database/database.ts";
import { migrate, migrations } from "../database/migrate.ts";

/** Bytes of SQLite's header, which stands before the schema on the first page. */
const HEADER = 100;
/** First bytes of pages: of a table's, and of an index's or a table's without rowid. */
const KINDS = { table: [13, 5], index: [10, 2] } as const;
/** So many roots may be damaged themselves. */
const MOST_ODD = 3;

/**
 * A copy of a database whose schema cannot be read, with the schema that this program gives one of its version: so its
 * tables can be read all the same. Gives false where it was laid out in another way, as one that came from an earlier
 * version: then nothing says where its tables are.
 */
export function lendSchema(damaged: string, copy: string): boolean {
  const bytes = readFileSync(damaged);
  const schema = bytes.length < HEADER ? 0 : bytes.readUInt32BE(60);
  const isOurs = bytes.toString("latin1", 0, 15) === "SQLite format 3" && schema > 0;
  // What is only in the log has the last word on where things are.
  const isWhole = (statSync(`${damaged}-wal`, { throwIfNoEntry: false })?.size ?? 0) === 0;
  if (!isOurs || !isWhole || schema > migrations().length) return false;
  const model = modelOf(schema, `${copy}.model`);
  if (bytes.readUInt16BE(16) !== model.pageSize || !fits(bytes, model)) return false;
  copyFileSync(damaged, copy);
  const file = openSync(copy, "r+");
  for (const page of model.schemaPages) {
    const from = (page - 1) * model.pageSize + (page === 1 ? HEADER : 0);
    writeSync(file, model.bytes.subarray(from, page * model.pageSize), 0, undefined, from);
  }
  closeSync(file);
  return true;
}

/** An empty database of a version, and where what is in it. */
interface Model {
  readonly bytes: Buffer;
  readonly pageSize: number;
  readonly schemaPages: readonly number[];
  readonly roots: readonly { readonly root: number; readonly kind: keyof typeof KINDS }[];
}

function modelOf(schema: number, path: string): Model {
  const client = connect(path);
  try {
    migrate(client, migrations().slice(0, schema));
    client.pragma("journal_mode = DELETE");
    const roots = client
      .prepare<[], { root: number; sql: string | null }>(
        "SELECT rootpage AS root, sql FROM sqlite_schema WHERE rootpage > 0",
      )
      .all()
      .map(({ root, sql }) => ({ root, kind: kindOf(sql) }));
    const pages = client.prepare<[], number>("SELECT pageno FROM dbstat WHERE name = 'sqlite_schema'");
    const pageSize = client.pragma("page_size", { simple: true }) as number;
    return { bytes: readFileSync(path), pageSize, schemaPages: pages.pluck().all(), roots };
  } finally {
    client.close();
  }
}

function kindOf(sql: string | null): keyof typeof KINDS {
  return sql !== null && sql.startsWith("CREATE TABLE") && !/WITHOUT ROWID/.test(sql) ? "table" : "index";
}

/** Do roots lie where the model has them? */
function fits(bytes: Buffer, { roots, pageSize }: Model): boolean {
  const odd = roots.filter(({ root, kind }) => {
    const first = bytes[(root - 1) * pageSize];
    return !(KINDS[kind] as readonly (number | undefined)[]).includes(first);
  });
  return odd.length <= MOST_ODD;
}
