import { randomUUID } from "node:crypto";
import { constants } from "node:fs";
import { link, mkdir, open, readFile, rename, rm, stat } from "node:fs/promises";
import { dirname } from "node:path";
import { DomainError } from "../core/model/domain-error.ts";
import { messageOf } from "../core/model/thrown.ts";

/** All secret keys: may be moved to a safe place once `signing.asc` exists. */
export const PRIMARY = "primary.asc";

/** What is written is on the disk by then: fsync itself is not to be had under Node's permission model. */
const NEW_AND_SYNCED = constants.O_WRONLY | constants.O_CREAT | constants.O_EXCL | (constants.O_SYNC ?? 0);

/** Is there such a file? Throws a DomainError `unavailable` where that cannot be told. */
export async function exists(path: string): Promise<boolean> {
  return stat(path).then(
    () => true,
    (error: NodeJS.ErrnoException) => {
      if (error.code === "ENOENT") return false;
      throw unreadable(path, error);
    },
  );
}

/** What to do where others may have read a node's OpenPGP key. */
const NEW_PRIMARY =
  "move it away, and a new key is made at the next start; peers must then pin the new fingerprint";

/**
 * A secret key. Throws a DomainError `invalid` where others can read it, too, `unavailable` where nobody can. `ifRead`: what
 * to do where others have.
 */
export async function readSecret(path: string, ifRead = NEW_PRIMARY): Promise<string> {
  await refuseExposed(path, ifRead);
  return readPublic(path);
}

/** Throws a DomainError `unavailable` where it cannot be read. */
export async function readPublic(path: string): Promise<string> {
  return readFile(path, "utf8").catch((error: unknown) => {
    throw unreadable(path, error);
  });
}

/** Whole or not at all, and never over a file that is there: a link to a finished file is atomic and exclusive. */
export function writeOnce(path: string, text: string): Promise<void> {
  return write(path, text, (draft) =>
    link(draft, path).catch((error: NodeJS.ErrnoException) => {
      if (error.code !== "EEXIST") throw error;
    }),
  );
}

/** Whole or not at all, in the place of what is there. */
export function replaceFile(path: string, text: string): Promise<void> {
  return write(path, text, (draft) => rename(draft, path));
}

async function write(path: string, text: string, put: (draft: string) => Promise<void>): Promise<void> {
  const draft = `${path}.${randomUUID()}`;
  try {
    await mkdir(dirname(path), { recursive: true, mode: 0o700 });
    const file = await open(draft, NEW_AND_SYNCED, 0o600);
    try {
      await file.writeFile(text);
    } finally {
      await file.close();
    }
    await put(draft);
  } catch (cause) {
    const message = `The key file ${path} cannot be written: ${messageOf(cause)}.`;
    throw new DomainError("unavailable", message, {}, { cause });
  } finally {
    await rm(draft, { force: true });
  }
}

async function refuseExposed(path: string, ifRead: string): Promise<void> {
  const { mode } = await stat(path).catch((error: unknown) => {
    throw unreadable(path, error);
  });
  // Windows has no such bits.
  if (process.platform === "win32" || (mode & 0o077) === 0) return;
  const bits = (mode & 0o777).toString(8);
  throw new DomainError(
    "invalid",
    `The secret key ${path} can be read by others (mode ${bits}): run "chmod 600 ${path}". If others may have read it, ${ifRead}.`,
  );
}

function unreadable(path: string, cause: unknown): DomainError {
  return new DomainError(
    "unavailable",
    `The key file ${path} cannot be read: ${messageOf(cause)}.`,
    {},
    { cause },
  );
}
