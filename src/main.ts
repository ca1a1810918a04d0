import { buffer } from "node:stream/consumers";
import { createInterface } from "node:readline/promises";
import { setTimeout } from "node:timers/promises";
import { confinement } from "./cli/confine.ts";
import { addDoctor } from "./cli/doctor.ts";
import { createLog } from "./cli/log.ts";
import { createProgram, runProgram } from "./cli/program.ts";
import { readConfig } from "./cli/read-config.ts";
import { addServe } from "./cli/serve.ts";
import type { Shell } from "./cli/shell.ts";
import { streamTerminal } from "./cli/terminal.ts";
import { readVersion } from "./cli/version.ts";

// What the program writes is for its own user alone, whatever wrote it.
process.umask(0o077);

const level = process.env["DISCAL_LOG"] || null;

const shell: Shell = {
  cwd: process.cwd(),
  out: streamTerminal(process.stdout),
  err: streamTerminal(process.stderr),
  clock: Date.now,
  stdin: () => buffer(process.stdin),
  ask: process.stdin.isTTY ? ask : null,
  pause: setTimeout,
  readConfig,
  openNode: async (config, log = createLog(level ?? "silent")) => {
    // Help and wrong usage are told without waiting for the store to load.
    const { openNode } = await import("./cli/open-node.ts");
    return openNode(config, log);
  },
};

const signals = {
  stop: () => {
    const stop = new AbortController();
    // Ctrl-C comes twice where another process hands it on (npm, an older Node): only the first may mean something.
    for (const signal of ["SIGINT", "SIGTERM"]) process.on(signal, () => stop.abort());
    return stop.signal;
  },
  onHangUp: (reread: () => void) => void process.on("SIGHUP", reread),
  onFault: (tell: (fault: unknown) => void) => {
    // Nothing is known of a process in which this happened: no scope is ended any more. EX_SOFTWARE of sysexits(3).
    process.on("uncaughtException", (fault) => {
      tell(fault);
      process.exit(70);
    });
  },
};

const program = createProgram(shell, readVersion(), [
  addServe(signals, createLog(level ?? "info"), confinement),
  addDoctor(async (allow) => (await import("./net/client.ts")).createSend({ allow })),
]);
process.exitCode = await runProgram(program, process.argv.slice(2), shell);

async function ask(question: string): Promise<string> {
  using lines = createInterface({ input: process.stdin, output: process.stderr });
  return lines.question(question);
}
