import type { Goal, Row } from "./case.ts";

/** Does a figure reach its goal? Null where there is none, or no figure. */
export function reaches({ ratio, goal }: Pick<Row, "ratio" | "goal">): boolean | null {
  if (ratio === null || goal === null) return null;
  return "atLeast" in goal ? ratio >= goal.atLeast : ratio <= goal.atMost;
}

export function goalInWords(goal: Goal | null): string {
  if (goal === null) return "";
  return "atLeast" in goal ? `≥ ${goal.atLeast}` : `≤ ${goal.atMost}`;
}

/** Three figures that count, without an exponent. */
export function figure(value: number | null): string {
  if (value === null || !Number.isFinite(value)) return "–";
  const digits = Math.max(0, 2 - Math.floor(Math.log10(Math.abs(value) || 1)));
  return value.toLocaleString("en-US", { maximumFractionDigits: Math.min(digits, 3) });
}

/** The cells of a row, as a table shows them. */
export function cells(row: Row): readonly string[] {
  const met = reaches(row);
  const verdict = met === null ? "" : met ? "met" : "**not met**";
  return [
    row.case,
    row.size,
    `${figure(row.limit)} ${row.unit}`,
    `${figure(row.node)} ${row.unit}`,
    row.ratio === null ? "–" : row.ratio.toFixed(2),
    goalInWords(row.goal),
    verdict,
  ];
}

export const TITLES = ["Case", "Size", "Limit", "Node", "Ratio", "Goal", ""];
