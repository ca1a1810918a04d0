import { realpathSync } from "node:fs";
import { getCompileCacheDir } from "node:module";
import { join, sep } from "node:path";
import type { Config } from "../config/config.ts";
import { ownFolders } from "../workshop/own-folders.ts";

/** How a server keeps itself from all that it has no use for. */
export interface Confinement {
  /** Starts this very process anew in bounds, unless it is in them, or the system knows none: then it returns. */
  enter(config: Config): void;
  /** Gives up what only starting takes; tells whether the process is in bounds. */
  seal(): boolean;
}

/** Under Node's permission model (https://nodejs.org/api/permissions.html), in the same process: its id stays. */
export const confinement: Confinement = {
  enter: (config) => {
    const { permission, execve, execPath, execArgv, argv } = process;
    // Windows has no execve; whoever starts Node with permissions of their own has chosen them.
    if (permission !== undefined || execve === undefined) return;
    const [entry = "", ...args] = argv.slice(1);
    const flags = boundsOf(config, process.cwd(), getCompileCacheDir() ?? null);
    execve.call(process, execPath, [execPath, ...execArgv, ...flags, realpathSync(entry), ...args]);
  },
  seal: () => {
    // SQLite is loaded by now, and no other native code has any business here.
    process.permission?.drop("addon");
    return process.permission !== undefined;
  },
};

/**
 * Node's flags for a server: it reads itself and its configuration, writes its data folder, and reaches the network; a
 * child process reads what strangers serve. `cwd` is where a configuration that is not there yet would be; `cache`: of
 * compiled modules.
 */
function boundsOf(
  { file, node }: Pick<Config, "file" | "node">,
  cwd: string,
  cache: string | null,
): readonly string[] {
  const { data, secretKey } = node;
  // A folder that is not there yet is taken for a file: so what is in it is named, too.
  const written = [data, join(data, "*"), ...(cache === null ? [] : [cache])];
  // It is made by way of a draft beside it.
  if (!secretKey.startsWith(data + sep)) written.push(`${secretKey}*`);
  const read = [...ownFolders(), file ?? join(cwd, "peers.yaml"), ...written];
  return [
    "--permission",
    "--allow-net",
    "--allow-addons",
    "--allow-child-process",
    ...read.map((path) => `--allow-fs-read=${path}`),
    ...written.map((path) => `--allow-fs-write=${path}`),
    // Else SIGUSR1 opens a debugger.
    "--disable-sigusr1",
    "--disable-proto=delete",
    // That addons and child processes may do anything, and that --allow-net is new.
    ...["PERM0001", "PERM0002", "ExperimentalWarning"].map((warning) => `--disable-warning=${warning}`),
  ];
}
