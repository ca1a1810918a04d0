import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { onTestFinished } from "vitest";
import { connect } from "../../../src/store/sqlite/database/database.ts";
import { migrate, migrations } from "../../../src/store/sqlite/database/migrate.ts";
import { openStore } from "../../../src/store/sqlite/open.ts";

/** A database as a program of this schema left it, in a folder that goes with the test. */
export function databaseOfSchema(schema: number, now: number) {
  const folder = mkdtempSync(join(tmpdir(), `discal-schema-${schema}-`));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  const path = join(folder, "discal.db");
  const client = connect(path);
  migrate(client, migrations().slice(0, schema));
  const rows = new URL(`../../fixtures/store/schema-${schema}.sql`, import.meta.url);
  client.transaction(() => client.exec(readFileSync(rows, "utf8")))();
  client.close();
  return { folder, path, open: () => openStore({ path, timezone: "UTC", now }) };
}
