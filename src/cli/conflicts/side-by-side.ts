import type { ComparedField } from "../../core/ical/compare-versions.ts";
import type { Matter } from "../../sinks/matter.ts";
import { fit, printable, textWidth, wrapped } from "../text-width.ts";

/** What a column needs to be worth reading. */
const readable = 22;
const gap = 2;
/** Lines that one saying may take: what is longer is cut, `--json` has it whole. */
const mostLines = 12;

/**
 * The fields of a matter: first those that the versions say differently, each marked, in columns where the terminal is
 * wide enough and under each other where it is not; then what all say.
 */
export function sideBySide({ fields, versions }: Matter, width: number): string {
  const numbers = versions.map(({ number }) => number);
  const differing = fields.filter(({ agree }) => !agree);
  const agreed = fields.filter(({ agree, field }) => agree && field !== "uid");
  const labels = Math.max(0, ...differing.map(({ key }) => textWidth(printable(key)) + mark.length));
  const room = (width - labels - numbers.length * gap) / Math.max(1, numbers.length);
  const cells = differing.map((each) => ({
    key: each.key,
    cells: each.says.map((_, at) => cellOf(each, at, numbers)),
  }));
  const titles = numbers.map((number) => `VERSION ${number}`);
  const body =
    room >= readable ? inColumns(cells, titles, labels, Math.floor(room)) : stacked(cells, numbers, width);
  const same = agreed
    .map(({ key, says }) => ({ key, text: says.find((each) => each !== null)?.text ?? "" }))
    .map(
      ({ key, text }) =>
        `${" ".repeat(mark.length)}${fit(`${printable(key)}: ${printable(text)}`, width - mark.length)}\n`,
    );
  return [body, same.length === 0 ? "" : `All say:\n${same.join("")}`]
    .filter((part) => part !== "")
    .join("\n");
}

interface Row {
  readonly key: string;
  readonly cells: readonly string[];
}

/** What one version says; where an earlier one has said it, who. */
function cellOf({ says }: ComparedField, index: number, numbers: readonly number[]): string {
  const said = says[index] ?? null;
  if (said === null) return "-";
  if (said.like !== index) return `as ${numbers[said.like]}`;
  return printable(said.text) || "(nothing)";
}

function inColumns(rows: readonly Row[], titles: readonly string[], labels: number, room: number): string {
  if (rows.length === 0) return "";
  const widths = titles.map((title, at) =>
    Math.min(room, Math.max(textWidth(title), ...rows.map(({ cells }) => textWidth(cells[at] ?? "")))),
  );
  const line = (label: string, cells: readonly string[]): string =>
    `${[padded(label, labels), ...cells.map((cell, at) => padded(cell, widths[at] ?? 0))].join(" ".repeat(gap)).trimEnd()}\n`;
  const body = rows.map(({ key, cells }) => {
    const blocks = cells.map((cell, at) => block(cell, widths[at] ?? 0));
    const height = Math.max(...blocks.map(({ length }) => length));
    return Array.from({ length: height }, (_, row) =>
      line(
        row === 0 ? mark + printable(key) : "",
        blocks.map((each) => each[row] ?? ""),
      ),
    ).join("");
  });
  return line("", titles) + body.join("");
}

function stacked(rows: readonly Row[], numbers: readonly number[], width: number): string {
  const digits = Math.max(...numbers.map((number) => String(number).length));
  const indent = mark.length + digits + gap;
  return rows
    .map(({ key, cells }) => {
      const said = cells.flatMap((cell, at) =>
        block(cell, width - indent).map((text, row) => {
          const label = row === 0 ? String(numbers[at]).padStart(digits) : " ".repeat(digits);
          return `${" ".repeat(mark.length)}${label}${" ".repeat(gap)}${text}\n`;
        }),
      );
      return `${mark}${printable(key)}\n${said.join("")}`;
    })
    .join("");
}

/** A text in lines that fit; of one without end, its beginning. */
function block(text: string, width: number): readonly string[] {
  const lines = wrapped(text, width).map((line) => fit(line, width));
  return lines.length <= mostLines ? lines : [...lines.slice(0, mostLines - 1), "…"];
}

function padded(text: string, width: number): string {
  return text + " ".repeat(Math.max(0, width - textWidth(text)));
}

const mark = "* ";
