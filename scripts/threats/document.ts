import { CHAPTERS } from "../../test/support/threat.ts";
import type { Row } from "./rows.ts";

/** What a row says without its figure, which differs from run to run. */
type Said = Omit<Row, "figure">;

const HEAD = `# Threats

What may hit a node, what holds it off, and the test that fails without the defence. Written from the tests' own metadata
by \`npm run threats\`; a run of tests fails where this table no longer says what they do.
`;

const TITLES = "| Threat | Defence | Test | Last figure |";

/** The table of all threats, a chapter each, in the order of files. */
export function writeDocument(rows: readonly Row[]): string {
  const chapters = CHAPTERS.flatMap((chapter) => {
    const own = rows.filter((row) => row.chapter === chapter).toSorted(byPlace);
    if (own.length === 0) return [];
    const lines = own.map((row) => `${saidIn(row)} | ${`${cell(row.figure)} |`.trimStart()}`);
    return [[`## ${title(chapter)}`, "", TITLES, "| --- | --- | --- | --- |", ...lines, ""].join("\n")];
  });
  return [HEAD, ...chapters].join("\n");
}

/** The figures that a document tells, by what its rows say. */
export function readDocument(text: string): ReadonlyMap<string, string> {
  const figures = new Map<string, string>();
  let chapter = "";
  for (const line of text.split("\n")) {
    if (line.startsWith("## ")) chapter = line.slice(3);
    const cells = line.split(" | ");
    if (cells.length !== 4 || line.startsWith("| ---") || line === TITLES) continue;
    figures.set(`${chapter}: ${cells.slice(0, 3).join(" | ")}`, cells[3]?.replace(/ ?\|$/, "") ?? "");
  }
  return figures;
}

/** A row as {@link readDocument} names it. */
export function keyOf(row: Said): string {
  return `${title(row.chapter)}: ${saidIn(row)}`;
}

/** The file that such a key names. */
export function fileIn(key: string): string {
  return `test/${/\]\(([^)]+)\)/.exec(key)?.[1] ?? ""}`;
}

function saidIn({ threat, defence, file, name }: Said): string {
  const path = file.replace(/^test\//, "");
  const test = `[${path.replace(/\.test\.ts$/, "")}](${path}): ${cell(name)}`;
  return `| ${cell(threat)} | ${cell(defence)} | ${test}`;
}

/** Text that ends neither its cell nor its line, and whose only markup is `code`. */
function cell(text: string): string {
  return text
    .replaceAll(/[\p{Cc}\p{Zl}\p{Zp}]+/gu, " ")
    .split(/(`[^`]+`)/)
    .map((part, index) => part.replaceAll(index % 2 === 0 ? MARKUP : "|", String.raw`\$&`))
    .join("")
    .trim();
}

const MARKUP = /[\\|`*_[\]<]/g;

function title(chapter: string): string {
  return chapter.slice(0, 1).toUpperCase() + chapter.slice(1);
}

function byPlace(a: Row, b: Row): number {
  const [one, two] = [a, b].map(({ file, threat, name }) => `${file}\0${threat}\0${name}`) as [
    string,
    string,
  ];
  return one < two ? -1 : Number(one > two);
}
