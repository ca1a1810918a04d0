import { execFile } from "node:child_process";
import { cpSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { promisify } from "node:util";
import { temporaryFolder } from "./program.ts";

const run = promisify(execFile);
export const root = join(import.meta.dirname, "..", "..");

/** The package as people install it: packed by `npm pack`, installed into an empty folder. */
export interface Installed extends Disposable {
  /** The folder that it was installed into; the examples were copied there. */
  readonly folder: string;
  /** Of the tarball, bytes. */
  readonly size: number;
  /** Paths in the tarball. */
  readonly files: readonly string[];
  readonly examples: readonly string[];
}

/** Packs the checkout and installs what came out. Packages come from npm's cache where they are in it. */
export async function installPacked(): Promise<Installed> {
  const temporary = temporaryFolder();
  const folder = temporary.path;
  const { stdout } = await npm(root, ["pack", "--json", "--pack-destination", folder]);
  // With scripts that speak on standard output, the JSON comes last.
  const [packed] = JSON.parse(stdout.slice(stdout.search(/^\[/m))) as [Packed];
  const quiet = ["--no-audit", "--no-fund", "--loglevel=error"];
  await npm(folder, ["install", "--prefix", folder, "--prefer-offline", ...quiet, `./${packed.filename}`]);
  const examples = readdirSync(join(root, "scripts", "examples"));
  for (const name of examples) cpSync(join(root, "scripts", "examples", name), join(folder, name));
  return {
    folder,
    size: packed.size,
    files: packed.files.map(({ path }) => path),
    examples,
    [Symbol.dispose]: () => temporary[Symbol.dispose](),
  };
}

interface Packed {
  readonly filename: string;
  readonly size: number;
  readonly files: readonly { readonly path: string }[];
}

/** Runs npm as from a shell of one's own: not as part of the `npm test` that may have started this. */
async function npm(cwd: string, args: readonly string[]): Promise<{ readonly stdout: string }> {
  const env = Object.fromEntries(
    Object.entries(process.env).filter(([name]) => !/^npm_(package|lifecycle|config_local)/.test(name)),
  );
  return run("npm", [...args], { cwd, env, maxBuffer: 16 * 1024 * 1024 });
}

/** Runs a program in a folder to its end; rejects where it fails, with what it said. */
export async function output(cwd: string, program: string, args: readonly string[]): Promise<string> {
  const env = { ...process.env, NO_COLOR: "1", DISCAL_CONFIG: "" };
  const { stdout } = await run(program, [...args], { cwd, env });
  return stdout;
}
