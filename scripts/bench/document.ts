import type { Case, Row } from "./case.ts";
import type { Machine } from "./machine.ts";
import { fileOf, type Plot } from "./plot.ts";
import { cells, reaches, TITLES } from "./report.ts";

/** What a document is written from. */
export interface Measured {
  readonly rows: readonly Row[];
  readonly cases: readonly Pick<Case, "name" | "work" | "against">[];
  readonly machine: Machine;
  readonly rounds: number;
  /** `2026-03-01` */
  readonly date: string;
  readonly plots: readonly Plot[];
  /** Folder of the plots, from where the document stands. */
  readonly folder: string;
}

/** All that was measured, as Markdown. */
export function document({ rows, cases, machine, rounds, date, plots, folder }: Measured): string {
  const judged = rows.map(reaches).filter((met) => met !== null);
  const images = plots.map((plot) => `![${plot.title}](${folder}/${fileOf(plot)})`);
  return `# Benchmarks

How near the program comes to what its parts allow. Each case runs the real program (HTTP on loopback, durable SQLite
file) and, in turn with it, its limit: the same work by the bare libraries. Figures are medians of ${rounds} rounds, and the ratio
is the median of the rounds' ratios: 1 is as fast as the limit. Ratios can be compared between machines, times cannot.
\`npm run bench -- --write\` has written this file; nobody has edited it.

${judged.filter(Boolean).length} of ${judged.length} goals are met.

${table([TITLES, ...rows.map(cells)])}

${notes(rows)}

## What is held against what

${table([["Case", "The node", "Its limit"], ...cases.map(({ name, work, against }) => [name, work, against])])}

## Where it was measured

${machineLines(machine, date)}
${images.length === 0 ? "" : `\n## Cost against size\n\n${images.join("\n\n")}\n`}`;
}

function machineLines(
  { processor, cores, memory, system, sync, node, sqlite, libraries }: Machine,
  date: string,
) {
  const named = Object.entries(libraries).map(([name, version]) => `${name} ${version}`);
  return [
    `- ${date}, ${processor}, ${cores} cores, ${memory} GiB of memory, ${system}.`,
    `- A write of 4 KiB and its fdatasync take ${sync} µs: no durable commit is faster than that.`,
    `- Node ${node}, SQLite ${sqlite}, ${named.join(", ")}.`,
  ].join("\n");
}

/** Each note once, with all that it is said of. */
function notes(rows: readonly Row[]): string {
  const said = rows.filter(({ note }) => note !== undefined);
  return [...Map.groupBy(said, ({ note }) => note)]
    .map(([note, own]) => `- ${[...new Set(own.map((row) => row.case))].join("; ")}: ${note}.`)
    .join("\n");
}

function table([head = [], ...body]: readonly (readonly string[])[]): string {
  const line = (row: readonly string[]) =>
    `| ${row.map((cell) => cell.replaceAll("|", String.raw`\|`)).join(" | ")} |`;
  return [line(head), line(head.map(() => "---")), ...body.map(line)].join("\n");
}
