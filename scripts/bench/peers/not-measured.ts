import type { Row } from "../case.ts";

/** Rows without figures, with the reason. */
export function notMeasured(
  rows: readonly Pick<Row, "case" | "goal">[],
  unit: string,
  note: string,
): readonly Row[] {
  return rows.map((row) => ({ ...row, size: "–", unit, limit: null, node: null, ratio: null, note }));
}
