#!/usr/bin/env node
// Plain JavaScript that any Node can read: an old Node fails on a .ts file before a word of ours is printed.
import { spawn } from "node:child_process";
import { existsSync } from "node:fs";
import module from "node:module";
import { constants, homedir } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";

const needed = 26;
const root = dirname(dirname(fileURLToPath(import.meta.url)));
const program = [join(root, "src", "main.ts"), join(root, "dist", "src", "main.js")].find(existsSync);
const major = Number(process.versions.node.split(".")[0]);

// A look-up holds a thread until the name server answers, and only half of them may: of the usual four, two names that
// a stranger lets hang would keep a node from all others.
process.env.UV_THREADPOOL_SIZE ??= "32";

if (major >= needed) {
  // Stripping types and compiling hundreds of modules is half of a short command's time. Not in /tmp, where others could
  // lay down for this user what is run then.
  module.enableCompileCache(join(process.env.XDG_CACHE_HOME || join(homedir(), ".cache"), "discal"));
  await import(pathToFileURL(program));
} else {
  const own = ownNode();
  if (own === undefined) explain();
  else runWith(own);
}

/** The Node that comes as an optional dependency, wherever the package manager has put it. */
function ownNode() {
  const windows = process.platform === "win32";
  const suffix = `${windows ? "win" : process.platform}-${process.arch}`;
  const { resolve } = module.createRequire(import.meta.url);
  for (const name of [`node-${suffix}`, `node-bin-${suffix}`]) {
    try {
      const path = join(dirname(resolve(`${name}/package.json`)), "bin", windows ? "node.exe" : "node");
      if (existsSync(path)) return path;
    } catch {
      // Not installed under this name.
    }
  }
}

/** Started by an older Node although the right one is installed: hand over to that one. */
function runWith(node) {
  const child = spawn(node, [program, ...process.argv.slice(2)], { stdio: "inherit" });
  for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"]) process.on(signal, () => child.kill(signal));
  child.on("exit", (code, signal) => {
    process.exitCode = code ?? 128 + (constants.signals[signal] ?? 0);
  });
}

function explain() {
  console.error(
    [
      `DisCal needs Node ${needed} or newer; this is Node ${process.versions.node}.`,
      "The right one comes along as an optional dependency: run `npm ci` (in a folder of your own `npm install`)",
      "without `--omit=optional`, then `npm start` or `npx discal`. On a platform without one, install Node " +
        needed +
        " from nodejs.org.",
    ].join("\n"),
  );
  process.exitCode = 1;
}
