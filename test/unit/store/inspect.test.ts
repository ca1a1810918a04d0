import { mkdtempSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import Sqlite from "better-sqlite3";
import { expect, it, onTestFinished } from "vitest";
import { inspectDatabase } from "../../../src/store/sqlite/database/inspect.ts";
import { openStore } from "../../../src/store/sqlite/open.ts";

function folder(): string {
  const path = mkdtempSync(join(tmpdir(), "discal-inspect-"));
  onTestFinished(() => rmSync(path, { recursive: true, force: true }));
  return path;
}

it("finds a database sound while a node has it open, and makes none where there is none", async () => {
  const data = folder();
  const path = join(data, "discal.db");
  expect(inspectDatabase(path)).toBeNull();
  expect(readdirSync(data)).toEqual([]);
  await using store = await openStore({ path, timezone: "UTC", now: 0 });
  const { schema } = await store.statistics();
  expect(inspectDatabase(path)).toMatchObject({ schema, newest: schema, faults: [] });
});

it("brings an older database no further", () => {
  const path = join(folder(), "discal.db");
  const old = new Sqlite(path);
  old.exec("CREATE TABLE t (a); PRAGMA user_version = 1");
  old.close();
  expect(inspectDatabase(path)).toMatchObject({ schema: 1, faults: [] });
  expect(inspectDatabase(path)?.newest).toBeGreaterThan(1);
});
