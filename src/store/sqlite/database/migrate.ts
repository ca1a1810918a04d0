import { readdirSync, readFileSync, renameSync, rmSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { join } from "node:path";
import { DomainError } from "../../../core/model/domain-error.ts";
import { type Connection, makePrivate } from "./database.ts";
import { fault } from "./fault.ts";

/** One step of the schema; `number` is the `user_version` that it leads to. */
export interface Migration {
  readonly number: number;
  readonly sql: string;
}

const FOLDER = fileURLToPath(new URL("../../../../schema/migrations", import.meta.url));

/** `0001-first.sql`, `0002-….sql`, …: in order, and without a gap. */
export function migrations(folder: string = FOLDER): readonly Migration[] {
  const files = readdirSync(folder).filter((name) => /^\d{4}-.+\.sql$/.test(name));
  return files.toSorted().map((name, index) => {
    if (Number(name.slice(0, 4)) !== index + 1) throw new Error(`${name} is out of order in ${folder}`);
    return { number: index + 1, sql: readFileSync(join(folder, name), "utf8") };
  });
}

/**
 * Brings the database forward, in one transaction: it comes to the newest schema, or stays as it was. Before an existing
 * database is changed, a copy of it is kept as `FILE.before-N`. Throws a DomainError `unsupported` where the database is
 * newer than this program, or another program's.
 */
export function migrate(client: Connection, steps: readonly Migration[]): void {
  try {
    const present = version(client);
    refuseForeign(client, present, steps.length);
    const missing = steps.filter(({ number }) => number > present);
    if (missing.length === 0) return;
    if (present > 0) keepCopy(client, present + 1);
    // A table that is rebuilt would break the references to it for a moment; they are checked before each commit.
    client.pragma("foreign_keys = OFF");
    client.transaction(() => missing.forEach((step) => apply(client, step))).immediate();
    client.pragma("foreign_keys = ON");
  } catch (error) {
    throw fault(error, client.name);
  }
}

export function version(client: Connection): number {
  return Number(client.pragma("user_version", { simple: true }));
}

function refuseForeign(client: Connection, present: number, newest: number): void {
  if (present > newest) {
    const message =
      `${client.name} has schema version ${present}, and this program knows up to ${newest}: ` +
      `start the newer program that wrote it, or restore the copy that was kept as ${client.name}.before-${newest + 1}`;
    throw new DomainError("unsupported", message, { present, newest });
  }
  const tables = client.prepare("SELECT count(*) FROM sqlite_schema").pluck().get();
  if (present === 0 && tables !== 0) {
    const message = `${client.name} is the database of another program: name another data folder`;
    throw new DomainError("unsupported", message);
  }
}

function keepCopy(client: Connection, next: number): void {
  if (client.memory) return;
  const copy = `${client.name}.before-${next}`;
  rmSync(`${copy}.part`, { force: true });
  makePrivate(`${copy}.part`);
  client.prepare("VACUUM INTO ?").run(`${copy}.part`);
  // Where another process has migrated meanwhile, the copy of the old form is the one that it kept.
  if (version(client) < next) renameSync(`${copy}.part`, copy);
  else rmSync(`${copy}.part`);
}

function apply(client: Connection, step: Migration): void {
  // Another process may have been faster.
  if (version(client) >= step.number) return;
  client.exec(step.sql);
  const broken = client.pragma("foreign_key_check") as unknown[];
  if (broken.length > 0) throw new Error(`migration ${step.number} breaks references`);
  client.pragma(`user_version = ${step.number}`);
}
