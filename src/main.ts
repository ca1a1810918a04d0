import { readFileSync } from "node:fs";
import { text } from "node:stream/consumers";
import { createInterface } from "node:readline/promises";
import { createLog } from "./cli/log.ts";
import { openNode, readConfig } from "./cli/open-node.ts";
import { createProgram, runProgram } from "./cli/program.ts";
import { addServe } from "./cli/serve.ts";
import type { Shell } from "./cli/shell.ts";
import type { Terminal } from "./cli/terminal.ts";

const level = process.env["DISCAL_LOG"] || null;

const shell: Shell = {
  cwd: process.cwd(),
  out: terminal(process.stdout),
  err: terminal(process.stderr),
  clock: Date.now,
  stdin: () => text(process.stdin),
  ask: process.stdin.isTTY ? ask : null,
  readConfig,
  // A command's answer is its output: it logs only where it is asked to.
  openNode: (config) => openNode(config, createLog(level ?? "silent")),
};

const signals = {
  stop: () => {
    const stop = new AbortController();
    for (const signal of ["SIGINT", "SIGTERM"]) process.once(signal, () => stop.abort());
    return stop.signal;
  },
  onHangUp: (reread: () => void) => void process.on("SIGHUP", reread),
};

const program = createProgram(shell, readVersion(), [addServe(signals, createLog(level ?? "info"))]);
process.exitCode = await runProgram(program, process.argv.slice(2), shell);

function terminal(stream: NodeJS.WriteStream): Terminal {
  return {
    write: (what) => void stream.write(what),
    get isTTY() {
      return stream.isTTY;
    },
    get columns() {
      return stream.columns;
    },
  };
}

async function ask(question: string): Promise<string> {
  using lines = createInterface({ input: process.stdin, output: process.stderr });
  return lines.question(question);
}

function readVersion(): string {
  const file = new URL("../package.json", import.meta.url);
  return (JSON.parse(readFileSync(file, "utf8")) as { version: string }).version;
}
