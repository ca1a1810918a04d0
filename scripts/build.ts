// Compiles the program into dist/, which is what the package runs: `npm run build`, and `npm pack` does it by itself.
import { spawnSync } from "node:child_process";
import { cpSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";

const root = join(import.meta.dirname, "..");
const built = join(root, "dist");

rmSync(built, { recursive: true, force: true });
const compiler = join(root, "node_modules", "typescript", "bin", "tsc");
const config = join(root, "scripts", "tsconfig.build.json");
const { status } = spawnSync(process.execPath, [compiler, "--project", config], { stdio: "inherit" });
if (status !== 0) process.exit(status ?? 1);

// What the program reads beside its modules stands where it stands in the repository.
cpSync(join(root, "schema", "migrations"), join(built, "schema", "migrations"), { recursive: true });
const { version } = JSON.parse(readFileSync(join(root, "package.json"), "utf8")) as { version: string };
writeFileSync(join(built, "package.json"), `${JSON.stringify({ type: "module", version })}\n`);
