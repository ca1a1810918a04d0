import { join } from "node:path";
import { DomainError } from "../../core/model/domain-error.ts";
import { fileFault } from "../file-fault.ts";
import { describeFile } from "./copy-file.ts";
import type { BackupFile, Manifest } from "./manifest.ts";

/**
 * Holds all files of a folder against a manifest. Throws a DomainError `invalid` that names each one that is missing, or
 * is not what it was.
 */
export async function checkFiles(folder: string, { files }: Pick<Manifest, "files">): Promise<void> {
  const faults: string[] = [];
  for (const file of files) {
    const fault = await faultOf(join(folder, file.path), file);
    if (fault !== null) faults.push(`${file.path} ${fault}`);
  }
  if (faults.length === 0) return;
  throw new DomainError(
    "invalid",
    `The backup ${folder} is broken: ${faults.join("; ")}. Nothing was changed; take another one.`,
  );
}

async function faultOf(path: string, { bytes, sha256 }: BackupFile): Promise<string | null> {
  try {
    const found = await describeFile(path, "");
    if (found.bytes !== bytes) return `has ${found.bytes} bytes instead of ${bytes}`;
    return found.sha256 === sha256 ? null : "has another checksum than when it was made";
  } catch (error) {
    return `cannot be read: ${fileFault(error)}`;
  }
}
