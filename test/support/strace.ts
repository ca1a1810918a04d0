import { spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { until } from "./program.ts";

/** Why nothing can be traced here; null where it can. */
export const noStrace: string | null =
  spawnSync("strace", ["-o", "/dev/null", "-e", "trace=none", "true"]).status === 0
    ? null
    : "strace is not installed, or may not trace";

/** System calls of a running process and its threads, a line each, until it is disposed. */
export interface Trace extends AsyncDisposable {
  readonly lines: () => readonly string[];
}

/** Traces, or bends (`-e inject=…`), what a process asks of the system. */
export async function trace(pid: number, ...args: readonly string[]): Promise<Trace> {
  const child = spawn("strace", ["-f", "-y", "-s", "64", ...args, "-p", String(pid)], {
    stdio: ["ignore", "ignore", "pipe"],
  });
  let text = "";
  child.stderr.setEncoding("utf8").on("data", (more: string) => (text += more));
  await until(
    () => / attached/.test(text),
    () => text,
  );
  return {
    lines: () => text.split("\n"),
    [Symbol.asyncDispose]: async () => {
      const closed = once(child, "close");
      child.kill("SIGINT");
      await closed;
    },
  };
}
