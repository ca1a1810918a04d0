import { copyFileSync, mkdtempSync, readdirSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { isInUse } from "../../../src/store/sqlite/database/in-use.ts";
import { openStore } from "../../../src/store/sqlite/open.ts";
import { NOW, version } from "../../contract/samples.ts";

function folder(): string {
  const path = mkdtempSync(join(tmpdir(), "discal-backup-"));
  onTestFinished(() => rmSync(path, { recursive: true, force: true }));
  return path;
}

const open = (path: string) => openStore({ path, timezone: "UTC", now: NOW });
const enter = (uid: string) => [{ version: version(uid, 1), siteId: null }];

test("a copy is of one moment, while another process writes on", async () => {
  const at = folder();
  await using one = await open(join(at, "discal.db"));
  await using two = await open(join(at, "discal.db"));
  for (let n = 0; n < 200; n += 1) await one.commons.apply(enter(`${n}@a`), NOW);
  const copy = one.backup(join(at, "copy.db"));
  for (let n = 200; n < 230; n += 1) await two.commons.apply(enter(`${n}@a`), NOW);
  await copy;

  await using restored = await open(join(at, "copy.db"));
  await restored.ready();
  const { events } = await restored.statistics();
  expect(events).toBeGreaterThanOrEqual(200);
  // What was written in order is there in order.
  expect(await restored.commons.get(`${events - 1}@a`)).not.toBeNull();
  expect(await restored.commons.get(`${events}@a`)).toBeNull();
});

test("a copy is one file that only its owner can read, and has an epoch of its own wherever it is put", async () => {
  const at = folder();
  const path = join(at, "discal.db");
  const first = await open(path);
  await first.commons.apply(enter("1@a"), NOW);
  await first.backup(join(at, "copy.db"));
  await first[Symbol.asyncDispose]();
  expect(readdirSync(at).filter((name) => name.startsWith("copy"))).toEqual(["copy.db"]);
  expect(statSync(join(at, "copy.db")).mode & 0o777).toBe(0o600);

  // Into the very file: it keeps its inode, by which copies are told from originals.
  copyFileSync(join(at, "copy.db"), path);
  await using restored = await open(path);
  expect(restored.epoch).not.toBe(first.epoch);
});

test("a database is in use as long as anybody has it open", async () => {
  const path = join(folder(), "discal.db");
  expect(isInUse(path)).toBe(false);
  const store = await open(path);
  expect(isInUse(path)).toBe(true);
  await store.commons.apply(enter("1@a"), NOW);
  await store[Symbol.asyncDispose]();
  expect(isInUse(path)).toBe(false);
  await using again = await open(path);
  expect((await again.statistics()).events).toBe(1);
});
