import { randomUUID } from "node:crypto";
import { existsSync } from "node:fs";
import { mkdir, rename, rm } from "node:fs/promises";
import { join } from "node:path";
import type { Config } from "../../config/config.ts";
import { DomainError } from "../../core/model/domain-error.ts";
import type { Salvage } from "../../store/sqlite/salvage/salvage.ts";
import { sync } from "../backup/copy-file.ts";
import { DATABASE } from "../backup/manifest.ts";
import { fileFault } from "../file-fault.ts";

/** SQLite lays two files beside a database. */
const PARTS = [DATABASE, `${DATABASE}-wal`, `${DATABASE}-shm`] as const;

/**
 * Saves what can be read of a data folder's database, and puts that in its place; `aside`: the folder to which the damaged
 * one was moved. Until all is saved nothing is changed. Throws a DomainError `unavailable` where the folder cannot be
 * written.
 */
export async function replaceDatabase(
  { data, timezone }: Pick<Config["node"], "data" | "timezone">,
  now: number,
): Promise<Salvage & { readonly aside: string }> {
  const draft = join(data, `repairing-${randomUUID()}`);
  const stamp = new Date(now).toISOString().replaceAll(/[-:]|\.\d+/g, "");
  const aside = join(data, `damaged-${stamp}`);
  try {
    await mkdir(draft, { mode: 0o700 });
    const saved = await save(join(data, DATABASE), join(draft, DATABASE), timezone, now);
    await sync(join(draft, DATABASE));
    await mkdir(aside, { mode: 0o700 });
    for (const name of PARTS.filter((each) => existsSync(join(data, each))))
      await rename(join(data, name), join(aside, name));
    await rename(join(draft, DATABASE), join(data, DATABASE));
    await sync(data);
    return { ...saved, aside };
  } catch (error) {
    if (error instanceof DomainError) throw error;
    const message = `${data} can't be written: ${fileFault(error)}`;
    throw new DomainError("unavailable", message, {}, { cause: error });
  } finally {
    await rm(draft, { recursive: true, force: true });
  }
}

/** What was saved is listed at once, not when a server runs on it. */
async function save(damaged: string, path: string, timezone: string, now: number): Promise<Salvage> {
  // Help is told without waiting for the store to load.
  const [{ salvage }, { openStore }] = await Promise.all([
    import("../../store/sqlite/salvage/salvage.ts"),
    import("../../store/sqlite/open.ts"),
  ]);
  const saved = salvage(damaged, path);
  await using store = await openStore({ path, timezone, now });
  await store.commons.maintain(now);
  return saved;
}
