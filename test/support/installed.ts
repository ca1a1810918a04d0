import { execFile } from "node:child_process";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { promisify } from "node:util";
import { temporaryFolder } from "./program.ts";
import { shellBlocks } from "./shell-blocks.ts";

const run = promisify(execFile);
export const root = join(import.meta.dirname, "..", "..");

/** The package as people install it: packed by `npm pack`, installed into an empty folder. */
export interface Installed extends Disposable {
  /** The folder that it was installed into; the examples were copied there. */
  readonly folder: string;
  /** What the commands said. */
  readonly stdout: string;
  /** Of the tarball, bytes. */
  readonly size: number;
  /** Paths in the tarball. */
  readonly files: readonly string[];
}

/** Packs the checkout and installs what came out, by the README's own commands. Packages come from npm's cache if they can. */
export async function installPacked(): Promise<Installed> {
  const temporary = temporaryFolder();
  const folder = temporary.path;
  const readme = shellBlocks(readFileSync(join(root, "README.md"), "utf8"));
  const commands = readme.find(({ section }) => section === "As a library")?.script ?? "exit 9";
  const script = commands
    .replace("npm pack", `npm pack --json --pack-destination ${folder} > ${folder}/packed.json`)
    .replace("./discal-", `${folder}/discal-`)
    .replaceAll("/tmp/mine", folder);
  const { stdout } = await run("bash", ["-euo", "pipefail", "-c", script], { cwd: root, env: plain() });
  const said = readFileSync(join(folder, "packed.json"), "utf8");
  // The scripts that build speak on standard output, too: the JSON comes last.
  const [packed] = JSON.parse(said.slice(said.search(/^\[/m))) as [Packed];
  return {
    folder,
    stdout,
    size: packed.size,
    files: packed.files.map(({ path }) => path),
    [Symbol.dispose]: () => temporary[Symbol.dispose](),
  };
}

interface Packed {
  readonly size: number;
  readonly files: readonly { readonly path: string }[];
}

/** The environment of a shell of one's own: not that of the `npm test` that may have started this. */
function plain(): NodeJS.ProcessEnv {
  const outside = Object.entries(process.env).filter(
    ([name]) => !/^npm_(package|lifecycle|config_local)/.test(name),
  );
  return { ...Object.fromEntries(outside), npm_config_prefer_offline: "true", npm_config_loglevel: "error" };
}

/** Runs a program in a folder to its end; rejects where it fails, with what it said. */
export async function output(cwd: string, program: string, args: readonly string[]): Promise<string> {
  const env = { ...process.env, NO_COLOR: "1", DISCAL_CONFIG: "" };
  const { stdout } = await run(program, [...args], { cwd, env });
  return stdout;
}
