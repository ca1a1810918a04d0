import { randomUUID } from "node:crypto";
import { link, mkdir, open, readFile, rm, stat } from "node:fs/promises";
import { dirname, join } from "node:path";
import { DomainError } from "../core/model/domain-error.ts";
import { generateKeys, withoutPrimary } from "./openpgp-keys.ts";
import { createSigner } from "./openpgp-signer.ts";
import type { Signer } from "./signer.ts";

/** All secret keys: may be moved to a safe place once `signing.asc` exists. */
export const PRIMARY = "primary.asc";
/** The signing subkey alone: what a running node reads. */
const SIGNING = "signing.asc";

/**
 * The node's keys in the folder `dir` (mode 0700, files 0600), generated at first start. Two processes that start
 * at once end with the same keys, because a file that exists is never replaced. Throws a DomainError `invalid`
 * where a key file is broken or can be read by others. `now` in ms since 1970.
 */
export async function openKeys(options: {
  readonly dir: string;
  readonly name: string;
  readonly url: string;
  readonly now: number;
}): Promise<{ readonly signer: Signer }> {
  const signing = join(options.dir, SIGNING);
  const primary = join(options.dir, PRIMARY);
  if (!(await exists(signing))) {
    if (!(await exists(primary))) await writeOnce(primary, (await generateKeys(options)).primary);
    const whole = await readSecret(primary);
    await writeOnce(signing, await explained(primary, () => withoutPrimary(whole)));
  }
  const privateKey = await readSecret(signing);
  return { signer: await explained(signing, () => createSigner({ privateKey })) };
}

async function exists(path: string): Promise<boolean> {
  return stat(path).then(
    () => true,
    (error: NodeJS.ErrnoException) => {
      if (error.code === "ENOENT") return false;
      throw unreadable(path, error);
    },
  );
}

async function readSecret(path: string): Promise<string> {
  try {
    await refuseExposed(path);
    return await readFile(path, "utf8");
  } catch (error) {
    throw error instanceof DomainError ? error : unreadable(path, error);
  }
}

async function refuseExposed(path: string): Promise<void> {
  const { mode } = await stat(path);
  // Windows has no such bits.
  if (process.platform === "win32" || (mode & 0o077) === 0) return;
  const bits = (mode & 0o777).toString(8);
  throw new DomainError(
    "invalid",
    `The secret key ${path} can be read by others (mode ${bits}): run "chmod 600 ${path}". If others may have read it, move it away, and a new key is made at the next start; peers must then pin the new fingerprint.`,
  );
}

/** Whole or not at all, and never over a file that is there: a link to a finished file is atomic and exclusive. */
async function writeOnce(path: string, text: string): Promise<void> {
  const draft = `${path}.${randomUUID()}`;
  try {
    await mkdir(dirname(path), { recursive: true, mode: 0o700 });
    const file = await open(draft, "wx", 0o600);
    try {
      await file.writeFile(text);
      await file.sync();
    } finally {
      await file.close();
    }
    await link(draft, path).catch((error: NodeJS.ErrnoException) => {
      if (error.code !== "EEXIST") throw error;
    });
  } catch (cause) {
    throw new DomainError(
      "unavailable",
      `The key file ${path} cannot be written: ${message(cause)}.`,
      {},
      { cause },
    );
  } finally {
    await rm(draft, { force: true });
  }
}

async function explained<T>(path: string, read: () => Promise<T>): Promise<T> {
  try {
    return await read();
  } catch (cause) {
    throw new DomainError(
      "invalid",
      `The key file ${path} is broken: ${message(cause)} Put it back from a copy; a new key would be a stranger to every peer.`,
      {},
      { cause },
    );
  }
}

function unreadable(path: string, cause: unknown): DomainError {
  return new DomainError(
    "unavailable",
    `The key file ${path} cannot be read: ${message(cause)}.`,
    {},
    { cause },
  );
}

function message(cause: unknown): string {
  return cause instanceof Error ? cause.message : String(cause);
}
