import { mkdirSync, readdirSync, renameSync, rmSync } from "node:fs";
import { join } from "node:path";
import Sqlite from "better-sqlite3";
import { describe, expect, it, onTestFinished } from "vitest";
import { openStore } from "../../../src/store/sqlite/open.ts";
import { temporaryFolder } from "../../support/program.ts";

/** A store in `data` below a folder of its own. */
async function world() {
  const folder = temporaryFolder();
  const data = join(folder.path, "data");
  const path = join(data, "discal.db");
  const open = () => openStore({ path, timezone: "UTC", now: 0 });
  const store = await open();
  onTestFinished(async () => {
    await store[Symbol.asyncDispose]();
    folder[Symbol.dispose]();
  });
  return { data, path, open, store };
}

describe("a store", () => {
  it("is ready in memory and on disk, and leaves nothing of the attempt", async () => {
    await using inMemory = await openStore({ path: ":memory:", timezone: "UTC", now: 0 });
    await inMemory.ready();
    const { data, open, store } = await world();
    await using other = await open();
    other.changedElsewhere();
    const before = readdirSync(data);
    await store.ready();
    expect(readdirSync(data)).toEqual(before);
    expect(other.changedElsewhere()).toBe(false);
  });

  it("is not ready once its folder is gone, or another stands in its place", async () => {
    const { data, store } = await world();
    renameSync(data, `${data}-away`);
    const gone = /^discal\.db: the database was moved, deleted or replaced/;
    await expect(store.ready()).rejects.toThrow(gone);
    mkdirSync(data);
    await expect(store.ready()).rejects.toThrow(gone);
    rmSync(data, { recursive: true });
    renameSync(`${data}-away`, data);
    await store.ready();
  });

  it("is not ready while another process holds it", async () => {
    const { path, store } = await world();
    const other = new Sqlite(path);
    onTestFinished(() => void other.close());
    other.exec("BEGIN IMMEDIATE");
    await expect(store.ready()).rejects.toMatchObject({
      problem: "unavailable",
      message: expect.stringMatching(/^discal\.db: another process holds the database/) as unknown,
    });
    other.exec("ROLLBACK");
    await store.ready();
  });
});
