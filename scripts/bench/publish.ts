import { mkdirSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { format } from "prettier";
import type { Row } from "./case.ts";
import { CASES } from "./cases.ts";
import { document } from "./document.ts";
import { thisMachine } from "./machine.ts";
import { fileOf, plotsOf, plotSvg } from "./plot.ts";

const root = join(import.meta.dirname, "..", "..");
const FOLDER = "scripts/bench/plots";

/** Writes BENCHMARKS.md and its plots. */
export async function publish(rows: readonly Row[], rounds: number): Promise<void> {
  const plots = plotsOf(rows);
  rmSync(join(root, FOLDER), { recursive: true, force: true });
  mkdirSync(join(root, FOLDER), { recursive: true });
  for (const plot of plots) writeFileSync(join(root, FOLDER, fileOf(plot)), plotSvg(plot));
  const date = new Date().toISOString().slice(0, 10);
  const measured = { rows, cases: CASES, machine: thisMachine(), rounds, date, plots, folder: FOLDER };
  const text = await format(document(measured), { parser: "markdown", printWidth: 110 });
  writeFileSync(join(root, "BENCHMARKS.md"), text);
}
