import { fit, printable, textWidth } from "./text-width.ts";

/** One column of a table. */
export interface Column<Row> {
  readonly title: string;
  /** What stands in it; made printable here. */
  readonly value: (row: Row) => string | number;
  readonly align?: "right";
  /** Gives way where the table is too wide for the terminal; all others keep their width. */
  readonly shrinks?: boolean;
  /** Left out, the last one first, where the others would get too narrow to be read. */
  readonly spare?: boolean;
}

const gap = 2;
const narrowest = 8;
/** What a column that shrinks needs to be worth reading. */
const readable = 20;

/** Lays out rows under their titles, a line each; columns in which nothing stands are left out. */
export function formatTable<Row>(
  rows: readonly Row[],
  columns: readonly Column<Row>[],
  width: number,
): string {
  const filled = withoutSpare(
    columns
      .map((column) => ({ column, cells: rows.map((row) => printable(String(column.value(row)))) }))
      .filter(({ cells }) => cells.some((cell) => cell !== ""))
      .map((each) => ({ ...each, natural: Math.max(...[each.column.title, ...each.cells].map(textWidth)) })),
    width,
  );
  const widths = shrink(
    filled.map(({ natural }) => natural),
    filled.map(({ column }) => column.shrinks === true),
    width,
  );
  const line = (cells: readonly string[]) =>
    `${cells
      .map((cell, index) =>
        pad(fit(cell, widths[index] ?? 0), widths[index] ?? 0, filled[index]?.column.align),
      )
      .join(" ".repeat(gap))
      .trimEnd()}\n`;
  const body = rows.map((_, row) => line(filled.map(({ cells }) => cells[row] ?? "")));
  return line(filled.map(({ column }) => column.title)) + body.join("");
}

/** What a table has no room for, whole, a line each under it: `name: text`. */
export function notes(of: readonly (readonly [name: string, text: string])[]): string {
  const lines = of.map(([name, text]) => `${printable(name)}: ${printable(text)}\n`);
  return lines.length === 0 ? "" : `\n${lines.join("")}`;
}

/** Lays out what is known of one thing: a label and a value on each line, without titles. */
export function formatFacts(
  facts: readonly (readonly [label: string, value: string])[],
  width: number,
): string {
  const known = facts.filter(([, value]) => value !== "");
  const labels = Math.max(0, ...known.map(([label]) => textWidth(label)));
  return known
    .map(
      ([label, value]) =>
        `${pad(label, labels, undefined)}  ${fit(printable(value), width - labels - gap)}\n`,
    )
    .join("");
}

/** What is left of the columns once all are readable, or none is spare. */
function withoutSpare<
  Filled extends {
    readonly column: { readonly shrinks?: boolean; readonly spare?: boolean };
    readonly natural: number;
  },
>(filled: readonly Filled[], width: number): readonly Filled[] {
  const needed = filled.reduce(
    (sum, { column, natural }) =>
      sum + gap + (column.shrinks === true ? Math.min(natural, readable) : natural),
    -gap,
  );
  const last = filled.findLastIndex(({ column }) => column.spare === true);
  return needed <= width || last < 0 ? filled : withoutSpare(filled.toSpliced(last, 1), width);
}

/** Takes from the widest column that may shrink, until all fit or nothing is left to take. */
function shrink(natural: readonly number[], shrinks: readonly boolean[], width: number): readonly number[] {
  const widths = [...natural];
  let excess = widths.reduce((sum, each) => sum + each, (widths.length - 1) * gap) - width;
  while (excess > 0) {
    const widest = widths.reduce(
      (best, each, index) => (shrinks[index] === true && each > (widths[best] ?? narrowest) ? index : best),
      -1,
    );
    if (widest < 0) break;
    widths[widest] = (widths[widest] ?? 0) - 1;
    excess -= 1;
  }
  return widths;
}

function pad(cell: string, width: number, align: "right" | undefined): string {
  const blank = " ".repeat(Math.max(0, width - textWidth(cell)));
  return align === "right" ? blank + cell : cell + blank;
}
