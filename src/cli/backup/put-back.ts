import { randomUUID } from "node:crypto";
import { existsSync } from "node:fs";
import { mkdir, rename, rm } from "node:fs/promises";
import { join } from "node:path";
import { DomainError } from "../../core/model/domain-error.ts";
import { fileFault } from "../file-fault.ts";
import { checkFiles } from "./check-backup.ts";
import { copyDurably, sync } from "./copy-file.ts";
import { DATABASE, type Manifest, SECRET_KEY, SETTINGS } from "./manifest.ts";

/** What belongs to a node in its data folder; SQLite lays two files beside the database. */
const OWN = [DATABASE, `${DATABASE}-wal`, `${DATABASE}-shm`, "keys"] as const;

/** Is there a node in this data folder already? */
export function isTaken(data: string): boolean {
  return OWN.some((name) => existsSync(join(data, name)));
}

/**
 * Puts database and keys of a backup into a data folder. All is copied and checked there before what was there is moved
 * aside; gives the folder in which that is kept, null where there was nothing. Throws a DomainError `invalid` where a copy
 * is broken, `unavailable` where the folder cannot be written; nothing is lost then.
 */
export async function putBack(
  source: string,
  manifest: Pick<Manifest, "files">,
  data: string,
  now: number,
): Promise<string | null> {
  const draft = join(data, `restoring-${randomUUID()}`);
  const files = manifest.files.filter(({ path }) => path !== SETTINGS && path !== SECRET_KEY);
  try {
    await mkdir(join(draft, "keys"), { recursive: true, mode: 0o700 });
    for (const { path, mode } of files) {
      // Whatever a manifest says, nobody else is to read these.
      await copyDurably(join(source, path), join(draft, path), Number.parseInt(mode, 8) & 0o700);
    }
    await checkFiles(draft, { files });
    const aside = isTaken(data) ? await moveAside(data, now) : null;
    await rename(join(draft, "keys"), join(data, "keys"));
    await rename(join(draft, DATABASE), join(data, DATABASE));
    await sync(data);
    return aside;
  } catch (error) {
    if (error instanceof DomainError) throw error;
    throw new DomainError(
      "unavailable",
      `${data} can't be written: ${fileFault(error)}`,
      {},
      { cause: error },
    );
  } finally {
    await rm(draft, { recursive: true, force: true });
  }
}

/** A moment (ms) as a part of file names. */
export function stampOf(now: number): string {
  return new Date(now).toISOString().replaceAll(/[-:]|\.\d+/g, "");
}

/** Within the folder, which may be a disk of its own. */
async function moveAside(data: string, now: number): Promise<string> {
  const aside = join(data, `before-restore-${stampOf(now)}`);
  await mkdir(aside, { mode: 0o700 });
  for (const name of OWN.filter((each) => existsSync(join(data, each))))
    await rename(join(data, name), join(aside, name));
  return aside;
}
