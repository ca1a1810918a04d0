import { randomUUID } from "node:crypto";
import { existsSync } from "node:fs";
import { mkdir, readdir, rename, rm, stat, writeFile } from "node:fs/promises";
import { dirname, join, relative } from "node:path";
import type { Config } from "../../config/config.ts";
import { DomainError } from "../../core/model/domain-error.ts";
import type { Node } from "../../node.ts";
import { PRIMARY } from "../../wire/key-files.ts";
import { UsageError } from "../exit.ts";
import { fileFault } from "../file-fault.ts";
import { copyDurably, describeFile, sync } from "./copy-file.ts";
import { type BackupFile, DATABASE, MANIFEST, type Manifest, SECRET_KEY, SETTINGS } from "./manifest.ts";

interface Wanted {
  /** Folder that is not there yet. */
  readonly target: string;
  readonly withPrimary: boolean;
  readonly withSecretKey: boolean;
  /** ms since 1970. */
  readonly now: number;
  /** The program's. */
  readonly version: string;
}

/**
 * Backs a node up into a folder, whole or not at all: the database as of one moment, the keys, the configuration, and a
 * manifest with their checksums. Throws a UsageError where the folder cannot be the target, a DomainError `unavailable`
 * where it cannot be written.
 */
export async function makeBackup(
  node: {
    readonly store: Pick<Node["store"], "backup" | "epoch" | "statistics">;
    readonly self: Pick<Node["self"], "url" | "name" | "signer">;
  },
  config: Pick<Config, "file" | "node">,
  { target, withPrimary, withSecretKey, now, version }: Wanted,
): Promise<Manifest> {
  refuseTarget(target, config.node.data);
  const draft = `${target}.${randomUUID()}`;
  const { url, name, signer } = node.self;
  try {
    await mkdir(join(draft, "keys"), { recursive: true, mode: 0o700 });
    await node.store.backup(join(draft, DATABASE));
    await sync(join(draft, DATABASE));
    const files = [
      await describeFile(join(draft, DATABASE), DATABASE),
      ...(await copyKeys(join(config.node.data, "keys"), draft, withPrimary)),
      ...(withSecretKey ? [await copyAs(config.node.secretKey, draft, SECRET_KEY)] : []),
      ...(config.file === null ? [] : [await copyAs(config.file, draft, SETTINGS)]),
    ];
    const manifest: Manifest = {
      format: "discal-backup/1",
      made: new Date(now).toISOString(),
      program: version,
      node: { url, name, fingerprint: signer.fingerprint },
      epoch: node.store.epoch,
      schema: (await node.store.statistics()).schema,
      primary: files.some(({ path }) => path === `keys/${PRIMARY}`),
      secret_key: withSecretKey,
      files,
    };
    await writeFile(join(draft, MANIFEST), `${JSON.stringify(manifest, null, 2)}\n`, {
      mode: 0o600,
      flush: true,
    });
    await rename(draft, target);
    await sync(dirname(target));
    return manifest;
  } catch (error) {
    if (error instanceof DomainError) throw error;
    throw new DomainError(
      "unavailable",
      `${target} can't be written: ${fileFault(error)}`,
      {},
      { cause: error },
    );
  } finally {
    await rm(draft, { recursive: true, force: true });
  }
}

function refuseTarget(target: string, data: string): void {
  if (existsSync(target))
    throw new UsageError(`${target} is there already; name a folder that is not, one for each backup`);
  if (!relative(data, target).startsWith(".."))
    throw new UsageError(`${target} lies in the data folder, and would be lost with it; name one elsewhere`);
}

async function copyKeys(keys: string, draft: string, withPrimary: boolean): Promise<BackupFile[]> {
  const names = (await namesIn(keys)).filter((name) => name.endsWith(".asc"));
  const files: BackupFile[] = [];
  for (const name of names.toSorted()) {
    if (name !== PRIMARY || withPrimary) files.push(await copyAs(join(keys, name), draft, `keys/${name}`));
  }
  return files;
}

async function copyAs(from: string, draft: string, path: string): Promise<BackupFile> {
  const to = join(draft, path);
  await copyDurably(from, to, (await stat(from)).mode & 0o700);
  return describeFile(to, path);
}

async function namesIn(folder: string): Promise<readonly string[]> {
  return existsSync(folder) ? readdir(folder) : [];
}
