#!/usr/bin/env node
// Plain JavaScript that any Node can read: an old Node fails on a .ts file before a word of ours is printed.
import { spawn } from "node:child_process";
import { existsSync } from "node:fs";
import module from "node:module";
import { constants } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

const needed = 26;
const root = dirname(dirname(fileURLToPath(import.meta.url)));
const program = join(root, "src", "main.ts");
const major = Number(process.versions.node.split(".")[0]);

if (major >= needed) {
  // Stripping types and compiling hundreds of modules is half of a short command's time.
  module.enableCompileCache();
  await import(program);
} else {
  const own = join(root, "node_modules", ".bin", process.platform === "win32" ? "node.cmd" : "node");
  if (existsSync(own)) runWith(own);
  else explain();
}

/** Started by an older Node although the repository's own is installed: hand over to that one. */
function runWith(node) {
  const child = spawn(node, [program, ...process.argv.slice(2)], {
    stdio: "inherit",
    shell: process.platform === "win32",
  });
  for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"]) process.on(signal, () => child.kill(signal));
  child.on("exit", (code, signal) => {
    process.exitCode = code ?? 128 + (constants.signals[signal] ?? 0);
  });
}

function explain() {
  console.error(
    [
      `DisCal needs Node ${needed} or newer; this is Node ${process.versions.node}.`,
      "The right one comes with the repository as an optional dependency: run `npm ci` (without `--omit=optional`),",
      "then `npm start` or `npx discal`. On a platform without one, install Node " +
        needed +
        " from nodejs.org.",
    ].join("\n"),
  );
  process.exitCode = 1;
}
