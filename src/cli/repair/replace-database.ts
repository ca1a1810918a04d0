import { randomUUID } from "node:crypto";
import { existsSync } from "node:fs";
import { mkdir, rename, rm } from "node:fs/promises";
import { join } from "node:path";
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
  data: string,
  now: number,
): Promise<Salvage & { readonly aside: string }> {
  const draft = join(data, `repairing-${randomUUID()}`);
  const stamp = new Date(now).toISOString().replaceAll(/[-:]|\.\d+/g, "");
  const aside = join(data, `damaged-${stamp}`);
  try {
    await mkdir(draft, { mode: 0o700 });
    const { salvage } = await import("../../store/sqlite/salvage/salvage.ts");
    const saved = salvage(join(data, DATABASE), join(draft, DATABASE));
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
