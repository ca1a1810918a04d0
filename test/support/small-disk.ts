import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync, statfsSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

/** A disk of its own for one test. */
export interface SmallDisk extends Disposable {
  readonly path: string;
  /** Takes all the room but so many bytes. */
  fill(left?: number): void;
  /** Gives it back. */
  empty(): void;
}

/** Why no disk can be mounted here; null where one can. */
export const noMount: string | null = (() => {
  const folder = mkdtempSync(join(tmpdir(), "discal-mount-"));
  const mounted = spawnSync("mount", ["-t", "tmpfs", "-o", "size=64k", "tmpfs", folder]);
  if (mounted.status === 0) spawnSync("umount", [folder]);
  rmSync(folder, { recursive: true });
  return mounted.status === 0 ? null : "this user may mount no tmpfs";
})();

/** Mounts a tmpfs of so many MiB. */
export function smallDisk(size: number): SmallDisk {
  const path = mkdtempSync(join(tmpdir(), "discal-disk-"));
  system("mount", "-t", "tmpfs", "-o", `size=${size}m`, "tmpfs", path);
  const filling = join(path, "filling");
  return {
    path,
    fill(left = 0) {
      // The room shrinks while it is filled.
      for (let room = roomOn(path); room > left; room = roomOn(path)) {
        try {
          writeFileSync(filling, Buffer.alloc(room - left), { flag: "a" });
        } catch (error) {
          if ((error as NodeJS.ErrnoException).code !== "ENOSPC") throw error;
        }
      }
    },
    empty: () => rmSync(filling),
    [Symbol.dispose]() {
      system("umount", "-l", path);
      rmSync(path, { recursive: true });
    },
  };
}

function roomOn(path: string): number {
  const { bavail, bsize } = statfsSync(path);
  return bavail * bsize;
}

function system(program: string, ...args: readonly string[]): void {
  const { status, stderr } = spawnSync(program, args, { encoding: "utf8" });
  if (status !== 0) throw new Error(`${program} ${args.join(" ")}: ${stderr}`);
}
