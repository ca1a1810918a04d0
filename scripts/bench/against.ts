import type { Row } from "./case.ts";

/** Ratios of two runs side by side, of what both measured: titles first. */
export function sideBySide(now: readonly Row[], earlier: readonly Row[]): readonly (readonly string[])[] {
  const key = ({ case: name, size }: Row) => `${name}\n${size}`;
  const before = new Map(earlier.map((row) => [key(row), row.ratio]));
  const rows = now.flatMap((row) => {
    const then = before.get(key(row));
    if (then === undefined) return [];
    const times = then === null || row.ratio === null ? null : row.ratio / then;
    return [[row.case, row.size, ratio(then), ratio(row.ratio), times === null ? "–" : `× ${ratio(times)}`]];
  });
  return [["Case", "Size", "Before", "Now", ""], ...rows];
}

function ratio(value: number | null): string {
  return value === null ? "–" : value.toFixed(value < 0.1 ? 3 : 2);
}
