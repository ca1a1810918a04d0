import { join } from "node:path";
import { DomainError } from "../core/model/domain-error.ts";
import { messageOf } from "../core/model/thrown.ts";
import { exists, PRIMARY, readPublic, readSecret, replaceFile, writeOnce } from "./key-files.ts";
import { generateKeys, withoutPrimary } from "./openpgp-keys.ts";
import { createSigner } from "./openpgp-signer.ts";
import { type Retirement, rotateKeys } from "./rotate-keys.ts";
import type { Signer } from "./signer.ts";

/** The signing subkey alone: what a running node reads. */
const SIGNING = "signing.asc";
/** The whole public certificate, with subkeys that signed before; there once a key was rotated. */
const CERTIFICATE = "certificate.asc";

/**
 * The node's keys in the folder `dir` (mode 0700, files 0600), generated at first start. Two processes that start
 * at once end with the same keys, because a file that exists is never replaced; but {@link rotateKeyFiles} does, and then
 * `refresh` takes them up. Throws a DomainError `invalid` where a key file is broken or can be read by others. `now` in ms
 * since 1970.
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
  let [read, current] = await readSigner(options.dir);
  return {
    signer: {
      fingerprint: current.fingerprint,
      get certificate() {
        return current.certificate;
      },
      sign: (bytes, at) => current.sign(bytes, at),
      subkeys: (at) => current.subkeys(at),
      async refresh() {
        const [again, next] = await readSigner(options.dir);
        if (again === read) return false;
        if (next.fingerprint !== current.fingerprint) throw otherPrimary(signing, next, current);
        [read, current] = [again, next];
        return true;
      },
    },
  };
}

/**
 * Puts a new signing subkey in the place of the one in `dir`, made with the secret primary, which may be kept elsewhere:
 * `primary` is then its path. The new subkey is added to that file, too; null where it could not be, as on a medium that
 * can only be read. Throws a DomainError as {@link openKeys} does.
 */
export async function rotateKeyFiles(options: {
  readonly dir: string;
  readonly primary: string | null;
  readonly retire: Retirement;
  readonly now: number;
}): Promise<{ readonly primary: string; readonly written: boolean }> {
  const { dir, retire, now } = options;
  const path = options.primary ?? join(dir, PRIMARY);
  if (options.primary === null && !(await exists(path))) {
    throw new DomainError(
      "not-found",
      `There is no ${path}: name the file of the primary key by --primary, where it is kept elsewhere.`,
    );
  }
  const primary = await readSecret(path);
  const [, { certificate }] = await readSigner(dir);
  const rotated = await rotateKeys({ primary, certificate, now, retire });
  // In this order: broken off in between, the node goes on with a key that its peers take.
  await replaceFile(join(dir, SIGNING), rotated.signing);
  await replaceFile(join(dir, CERTIFICATE), rotated.certificate);
  const written = await replaceFile(path, rotated.primary).then(
    () => true,
    () => false,
  );
  return { primary: path, written };
}

/** What signs, and all that was read for it. */
async function readSigner(dir: string): Promise<readonly [string, Signer]> {
  const [signing, certificate] = [join(dir, SIGNING), join(dir, CERTIFICATE)];
  const privateKey = await readSecret(signing);
  const known = (await exists(certificate)) ? await readPublic(certificate) : null;
  const signer = await explained(signing, () => createSigner({ privateKey, certificate: known }));
  return [`${privateKey}${known ?? ""}`, signer];
}

async function explained<T>(path: string, read: () => Promise<T>): Promise<T> {
  try {
    return await read();
  } catch (cause) {
    const why = messageOf(cause);
    throw new DomainError(
      "invalid",
      `The key file ${path} is broken: ${why} Put it back from a copy; a new key would be a stranger to every peer.`,
      {},
      { cause },
    );
  }
}

function otherPrimary(path: string, next: Signer, current: Signer): DomainError {
  return new DomainError(
    "conflict",
    `${path} is of another primary key by now, ${next.fingerprint} instead of ${current.fingerprint}: the node goes on with the old one until it is started anew.`,
  );
}
