import { hash } from "node:crypto";
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";

/** Inputs that once did what none may, a file each; a test throws all of them again. */
const CRASHES = join(import.meta.dirname, "..", "..", "test", "fixtures", "crashes");

export interface Crash {
  /** The name of the target. */
  readonly target: string;
  /** What happened. */
  readonly fault: string;
  readonly input: unknown;
}

/** Keeps an input that broke something; gives the name of its file. */
export function keepCrash(crash: Crash, folder = CRASHES): string {
  const name = `${crash.target}-${hash("sha256", JSON.stringify(crash.input)).slice(0, 12)}.json`;
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, name), `${JSON.stringify(crash, null, 2)}\n`);
  return name;
}

export function readCrashes(folder = CRASHES): readonly (Crash & { readonly name: string })[] {
  return readdirSync(folder)
    .filter((name) => name.endsWith(".json"))
    .sort()
    .map((name) => ({ name, ...(JSON.parse(readFileSync(join(folder, name), "utf8")) as Crash) }));
}

/** What is the same of a fault, whatever the input: its words without numbers and digests. */
export function kindOf(fault: string): string {
  return fault.replaceAll(/[0-9a-f]{16,}|\d+/g, "#").slice(0, 120);
}
