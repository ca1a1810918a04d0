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
  client.transaction(() => {
    const triggers = client
      .prepare<[], { name: string; sql: string }>(
        "SELECT name, sql FROM sqlite_schema WHERE type = 'trigger'",
      )
      .all();
    // What they have written is among the rows.
    for (const { name } of triggers) client.exec(`DROP TRIGGER ${name}`);
    client.exec(readFileSync(rows, "utf8"));
    for (const { sql } of triggers) client.exec(sql);
  })();
  client.close();
  return { folder, path, open: () => openStore({ path, timezone: "UTC", now }) };
}
