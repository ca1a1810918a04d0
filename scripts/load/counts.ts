/** How often there was which answer: a status, or the name of what broke. */
export type Counts = Readonly<Record<string, number>>;

export function countOf(answers: readonly string[]): Counts {
  const counts = [...Map.groupBy(answers, (answer) => answer)].map(
    ([answer, all]) => [answer, all.length] as const,
  );
  return Object.fromEntries(counts.toSorted(([a], [b]) => a.localeCompare(b)));
}
