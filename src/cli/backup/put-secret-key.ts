import { randomUUID } from "node:crypto";
import { existsSync } from "node:fs";
import { mkdir, readFile, rename, rm } from "node:fs/promises";
import { dirname, join } from "node:path";
import { DomainError } from "../../core/model/domain-error.ts";
import { fileFault } from "../file-fault.ts";
import { copyDurably, sync } from "./copy-file.ts";
import { SECRET_KEY } from "./manifest.ts";
import { stampOf } from "./put-back.ts";

/**
 * Puts the secret key of a backup where the configuration says. Gives where another one is kept that was there, null where
 * none was. Throws a DomainError `unavailable` where it cannot be written.
 */
export async function putSecretKey(source: string, place: string, now: number): Promise<string | null> {
  const from = join(source, SECRET_KEY);
  const draft = `${place}.${randomUUID()}`;
  try {
    const isThere = existsSync(place);
    if (isThere && (await readFile(place)).equals(await readFile(from))) return null;
    await mkdir(dirname(place), { recursive: true, mode: 0o700 });
    await copyDurably(from, draft, 0o600);
    const aside = `${place}.before-restore-${stampOf(now)}`;
    if (isThere) await rename(place, aside);
    await rename(draft, place);
    await sync(dirname(place));
    return isThere ? aside : null;
  } catch (error) {
    const message = `the secret key ${place} can't be written: ${fileFault(error)}`;
    throw new DomainError("unavailable", message, {}, { cause: error });
  } finally {
    await rm(draft, { force: true });
  }
}
