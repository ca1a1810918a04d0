import { type ChildProcess, execFile, spawn } from "node:child_process";
import { once } from "node:events";
import { createWriteStream } from "node:fs";
import { join } from "node:path";
import { setTimeout as wait } from "node:timers/promises";
import { promisify } from "node:util";

const ENTRY = join(import.meta.dirname, "..", "discal.js");
const run = promisify(execFile);

/** A real `discal serve` that may be killed at any moment, and started again. */
export interface Program {
  readonly folder: string;
  start(): void;
  /** `kill -9`. */
  kill(): Promise<void>;
  stop(): Promise<void>;
  readonly running: () => boolean;
  readonly pid: () => number | null;
}

/** The program in a folder with a peers.yaml; what it says goes to `log` there. */
export function programIn(folder: string): Program {
  let child: ChildProcess | null = null;
  const end = async (signal: NodeJS.Signals): Promise<void> => {
    const ending = child;
    child = null;
    if (ending === null || ending.exitCode !== null) return;
    const closed = once(ending, "close");
    ending.kill(signal);
    await closed;
  };
  return {
    folder,
    running: () => child !== null && child.exitCode === null,
    pid: () => child?.pid ?? null,
    start() {
      const log = createWriteStream(join(folder, "log"), { flags: "a" });
      child = spawn(process.execPath, [ENTRY, "serve"], { cwd: folder, env: plainEnvironment() });
      child.stdout?.pipe(log, { end: false });
      child.stderr?.pipe(log, { end: false });
    },
    kill: () => end("SIGKILL"),
    stop: () => end("SIGTERM"),
  };
}

/** One command of the program in this folder; gives what it said. */
export async function command(folder: string, ...args: readonly string[]): Promise<string> {
  const { stdout } = await run(process.execPath, [ENTRY, ...args], { cwd: folder, env: plainEnvironment() });
  return stdout;
}

/** Looks again until it holds, or the deadline (ms from now) is past; false then. */
export async function until(holds: () => Promise<boolean>, deadline: number): Promise<boolean> {
  for (const end = Date.now() + deadline; Date.now() < end; await wait(200)) {
    if (await holds().catch(() => false)) return true;
  }
  return false;
}

function plainEnvironment(): NodeJS.ProcessEnv {
  return { ...process.env, NO_COLOR: "1", DISCAL_CONFIG: "" };
}
