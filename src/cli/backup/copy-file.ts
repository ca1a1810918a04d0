import { createHash } from "node:crypto";
import { createReadStream } from "node:fs";
import { copyFile, chmod, open, stat } from "node:fs/promises";
import type { BackupFile } from "./manifest.ts";

/** What can be said of a file, to recognise it later. */
export async function describeFile(file: string, path: string): Promise<BackupFile> {
  const hash = createHash("sha256");
  for await (const piece of createReadStream(file)) hash.update(piece as Buffer);
  const { size, mode } = await stat(file);
  return { path, bytes: size, sha256: hash.digest("hex"), mode: (mode & 0o777).toString(8).padStart(3, "0") };
}

/** Copies a file with its mode, so that it outlasts a failure of power. */
export async function copyDurably(from: string, to: string, mode: number): Promise<void> {
  await copyFile(from, to);
  await chmod(to, mode);
  await sync(to);
}

/** Waits until a file, or the names in a folder, are on the disk. */
export async function sync(path: string): Promise<void> {
  // Windows cannot do that with a folder.
  if (process.platform === "win32") return;
  const handle = await open(path, "r");
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}
