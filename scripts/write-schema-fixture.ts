// Writes test/fixtures/store/schema-N.sql: rows as this program's schema N holds them. Run once, before the next
// migration is begun: a fixture stays as the old program wrote it.
import { writeFileSync } from "node:fs";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import Sqlite from "better-sqlite3";
import { openStore } from "../src/store/sqlite/open.ts";
import { migrations } from "../src/store/sqlite/database/migrate.ts";
import { fillStore } from "./schema-fixture/fill-store.ts";
import { dumpRows } from "./schema-fixture/dump-rows.ts";

const schema = migrations().length;
const folder = await mkdtemp(join(tmpdir(), "discal-fixture-"));
const path = join(folder, "discal.db");
{
  await using store = await openStore({
    path,
    timezone: "UTC",
    now: 0,
    zoneData: "2026a",
    newEpoch: () => `epoch-of-schema-${schema}`,
  });
  await fillStore(store);
}
const client = new Sqlite(path);
// It names a file of this machine.
client.exec("UPDATE meta SET file = '1:1'");
const rows = dumpRows(client);
client.close();
await rm(folder, { recursive: true });
writeFileSync(
  new URL(`../test/fixtures/store/schema-${schema}.sql`, import.meta.url),
  `-- Rows as a program of schema ${schema} wrote them.\n${rows.join("\n")}\n`,
);
