// How near the node comes to what its parts allow: `npm run bench`, or `-- --quick` to see that all of it works. Each case
// runs the real program and, in turn with it, its limit: the same work by the bare libraries. Options: --only NAME (more
// than once), --rounds N, --json (an array of rows), --against FILE (an earlier --json), --write (BENCHMARKS.md and plots).
import { readFileSync } from "node:fs";
import { parseArgs } from "node:util";
import { sideBySide } from "./bench/against.ts";
import type { Case, Row } from "./bench/case.ts";
import { CASES } from "./bench/cases.ts";
import { publish } from "./bench/publish.ts";
import { cells, TITLES } from "./bench/report.ts";

const { values } = parseArgs({
  options: {
    quick: { type: "boolean", default: false },
    json: { type: "boolean", default: false },
    write: { type: "boolean", default: false },
    rounds: { type: "string" },
    only: { type: "string", multiple: true, default: [] },
    against: { type: "string" },
  },
});
const { quick } = values;
const rounds = Number(values.rounds ?? (quick ? 1 : 5));
const unknown = values.only.filter((name) => CASES.every((known) => known.name !== name));
if (unknown.length > 0 || !Number.isSafeInteger(rounds) || rounds < 1) {
  console.error(`Cases are: ${CASES.map(({ name }) => name).join(", ")}. --rounds takes a whole number.`);
  process.exit(2);
}
if (values.write && (quick || values.only.length > 0)) {
  console.error("--write needs the whole run: without --quick and --only.");
  process.exit(2);
}
const earlier =
  values.against === undefined ? null : (JSON.parse(readFileSync(values.against, "utf8")) as readonly Row[]);

const rows: Row[] = [];
const faults: string[] = [];
for (const one of CASES.filter(({ name }) => values.only.length === 0 || values.only.includes(name)))
  rows.push(...(await run(one)));
const figures = table([TITLES, ...rows.map(cells)]);
process.stdout.write(values.json ? `${JSON.stringify(rows, null, 2)}\n` : `${figures}\n`);
if (earlier !== null) console.error(`\n${table(sideBySide(rows, earlier))}`);
for (const fault of faults) console.error(fault);
if (values.write && faults.length === 0) await publish(rows, rounds);
process.exitCode = faults.length === 0 ? 0 : 1;

async function run(one: Case): Promise<readonly Row[]> {
  const begun = Date.now();
  try {
    return await one.run({ quick, rounds });
  } catch (error) {
    faults.push(`${one.name}: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}`);
    return [];
  } finally {
    console.error(`${one.name}: ${Math.round((Date.now() - begun) / 1000)} s`);
  }
}

function table(lines: readonly (readonly string[])[]): string {
  const widths = (lines[0] ?? []).map((_, column) =>
    Math.max(...lines.map((line) => line[column]?.length ?? 0)),
  );
  return lines.map((line) => line.map((cell, n) => cell.padEnd(widths[n] ?? 0)).join("  ")).join("\n");
}
