// Writes test/threats.md: runs the test files that hold threats off, of all kinds. `npm run threats`.
import { spawnSync } from "node:child_process";
import { join } from "node:path";
import { filesWithThreats } from "./threats/files.ts";
import { WRITE } from "./threats/reporter.ts";

const root = join(import.meta.dirname, "..");
const files = filesWithThreats(root);
const projects = [...new Set(files.map((file) => file.split("/")[1] ?? ""))].flatMap((name) => [
  "--project",
  name.endsWith(".ts") ? "layers" : name,
]);
const given = ["run", "--config", "scripts/vitest.config.ts", ...projects, ...files];
const vitest = join(root, "node_modules/vitest/vitest.mjs");
const { status } = spawnSync(process.execPath, [vitest, ...given], {
  cwd: root,
  env: { ...process.env, [WRITE]: "write" },
  stdio: "inherit",
});
process.exitCode = status ?? 1;
