import type { Config } from "../config/config.ts";
import type { Log } from "../core/model/log.ts";
import type { Node } from "../node.ts";
import type { Terminal } from "./terminal.ts";

/** The world that a command runs in; tests put their own in its place. */
export interface Shell {
  /** The current folder. */
  readonly cwd: string;
  readonly out: Terminal;
  readonly err: Terminal;
  /** ms since 1970. */
  readonly clock: () => number;
  /** All of standard input. */
  readonly stdin: () => Promise<Uint8Array>;
  /** Puts a question to the person at the terminal; null where nobody is there to answer. */
  readonly ask: ((question: string) => Promise<string>) | null;
  /** Waits, ms, for what another process does. */
  readonly pause: (ms: number) => Promise<void>;
  /** Reads the configuration that `--config` (null: not given), the environment and the current folder name. */
  readonly readConfig: (file: string | null) => Config;
  /** Opens the data folder of a configuration; without a log of its own, logs only where it is asked to. */
  readonly openNode: (config: Config, log?: Log) => Promise<Node>;
}
