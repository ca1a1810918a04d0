/**
 * Classes of lengths, ms: 64 minutes, and four times as much each. What goes on at a moment began at most its class's
 * length before it, so each class is searched back only that far, and at least a quarter of the way is hits.
 */
export const SPANS: readonly number[] = Array.from({ length: 14 }, (_, index) => 64 * 60_000 * 4 ** index);

/** The class of a length in ms; the last one also holds whatever is longer. */
export function spanOf(length: number): number {
  const span = SPANS.findIndex((longest) => length <= longest);
  return span === -1 ? SPANS.length - 1 : span;
}
