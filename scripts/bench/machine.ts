import { closeSync, fdatasyncSync, mkdtempSync, openSync, readFileSync, rmSync, writeSync } from "node:fs";
import { arch, availableParallelism, cpus, platform, tmpdir, totalmem } from "node:os";
import { join } from "node:path";
import Sqlite from "better-sqlite3";
import { median } from "./median.ts";

/** On what, and with what, figures were measured: nothing that names the machine itself. */
export interface Machine {
  readonly processor: string;
  readonly cores: number;
  /** GiB */
  readonly memory: number;
  readonly system: string;
  /** What a write of 4 KiB and its fdatasync take, median, µs: no durable commit is faster. */
  readonly sync: number;
  readonly node: string;
  readonly sqlite: string;
  /** Of the libraries that figures depend on, by name. */
  readonly libraries: Readonly<Record<string, string>>;
}

const LIBRARIES = [
  "better-sqlite3",
  "drizzle-orm",
  "hono",
  "@hono/node-server",
  "ical.js",
  "openpgp",
  "undici",
];

export function thisMachine(): Machine {
  const { dependencies } = JSON.parse(
    readFileSync(join(import.meta.dirname, "..", "..", "package.json"), "utf8"),
  ) as { readonly dependencies: Readonly<Record<string, string>> };
  return {
    processor: cpus()[0]?.model.trim() ?? "unknown",
    cores: availableParallelism(),
    memory: Math.round(totalmem() / 2 ** 30),
    system: `${platform()} ${arch()}`,
    sync: syncFloor(),
    node: process.version.slice(1),
    sqlite: sqliteVersion(),
    libraries: Object.fromEntries(LIBRARIES.map((name) => [name, dependencies[name] ?? "?"])),
  };
}

function sqliteVersion(): string {
  const db = new Sqlite(":memory:");
  const version = String(db.prepare("SELECT sqlite_version()").pluck().get());
  db.close();
  return version;
}

/** Where the nodes of the benchmark have their databases. */
function syncFloor(): number {
  const folder = mkdtempSync(join(tmpdir(), "discal-bench-"));
  const file = openSync(join(folder, "sync"), "w");
  try {
    const block = Buffer.alloc(4096, 1);
    const times = Array.from({ length: 200 }, () => {
      const begun = performance.now();
      writeSync(file, block);
      fdatasyncSync(file);
      return performance.now() - begun;
    });
    return Math.round(median(times) * 1000);
  } finally {
    closeSync(file);
    rmSync(folder, { recursive: true });
  }
}
