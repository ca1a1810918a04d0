import { rmSync } from "node:fs";
import Sqlite from "better-sqlite3";
import { DomainError } from "../../../core/model/domain-error.ts";
import { type Connection, connect, PATIENCE } from "../database/database.ts";
import { migrate, migrations, version } from "../database/migrate.ts";
import { copyTables, type SalvagedTable } from "./copy-tables.ts";
import { lendSchema } from "./lend-schema.ts";
import { mend } from "./mend.ts";

/** What could be saved of a damaged database; no tables where nothing of it can be read. */
export interface Salvage {
  readonly tables: readonly SalvagedTable[];
  /** Objects of which a version is kept. */
  readonly events: number;
}

/**
 * Saves what can be read of a damaged database into a new file, which begins a new epoch: so peers compare themselves
 * with it, and bring what was lost. The damaged one is only read. Throws a DomainError `unsupported` where it is a newer
 * program's.
 */
export function salvage(damaged: string, target: string): Salvage {
  const lent = `${target}.lent`;
  const from = openDamaged(damaged) ?? (lendSchema(damaged, lent) ? openDamaged(lent) : null);
  try {
    const schema = from === null ? migrations().length : schemaOf(from);
    const into = connect(target);
    try {
      migrate(into, migrations().slice(0, schema));
      into.pragma("foreign_keys = OFF");
      const tables = from === null ? [] : copyTables(from, into);
      migrate(into, migrations());
      rmSync(`${target}.before-${schema + 1}`, { force: true });
      mend(into);
      const events = into.prepare("SELECT count(*) FROM objects").pluck().get() as number;
      into.pragma("journal_mode = DELETE");
      return { tables, events };
    } finally {
      into.close();
    }
  } finally {
    from?.close();
    for (const path of [lent, `${lent}.model`]) rmSync(path, { force: true });
  }
}

/** Null where its beginning, or its schema, cannot be read. */
function openDamaged(path: string): Connection | null {
  let client: Connection | null = null;
  try {
    client = new Sqlite(path, { readonly: true, fileMustExist: true, timeout: PATIENCE });
    // What stands in a damaged schema is not to be run: no function in an index, a default or a check.
    client.pragma("trusted_schema = OFF");
    client.prepare("SELECT name, sql FROM sqlite_schema").all();
    return version(client) === 0 ? null : client;
  } catch {
    client?.close();
    return null;
  }
}

function schemaOf(client: Connection): number {
  const [schema, newest] = [version(client), migrations().length];
  if (schema <= newest) return schema;
  const message = `${client.name} has schema version ${schema}, and this program knows up to ${newest}: repair it by the newer program that wrote it`;
  throw new DomainError("unsupported", message, { present: schema, newest });
}
