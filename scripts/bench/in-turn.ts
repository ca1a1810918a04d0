import { median } from "./median.ts";
import type { Extent, Goal, Row } from "./case.ts";

/** Does the work of one round; gives the ms that it took, preparation not counted. */
export type Side = (round: number) => Promise<number>;

/**
 * Runs both sides in turn, once unseen to warm them (round -1), then round by round, each first as often as the other.
 * No round is begun after `within` ms, save the first one. Gives the median ms of each, the median of the rounds' ratios,
 * and how many rounds there were.
 */
export async function inTurn(
  { rounds, within = Infinity }: Pick<Extent, "rounds"> & { readonly within?: number },
  sides: { readonly limit: Side; readonly node: Side },
): Promise<{
  readonly limit: number;
  readonly node: number;
  readonly ratio: number;
  readonly rounds: number;
}> {
  const limits: number[] = [];
  const nodes: number[] = [];
  const end = performance.now() + within;
  for (let round = -1; round < rounds && (round < 1 || performance.now() < end); round += 1) {
    const nodeFirst = round % 2 === 0;
    const early = nodeFirst ? await sides.node(round) : null;
    const limit = await sides.limit(round);
    const node = early ?? (await sides.node(round));
    if (round < 0) continue;
    limits.push(limit);
    nodes.push(node);
  }
  return {
    limit: median(limits),
    node: median(nodes),
    ratio: median(limits.map((limit, round) => limit / (nodes[round] ?? NaN))),
    rounds: limits.length,
  };
}

/** The row of work that is told as a rate: `count` pieces a round. */
export function rateRow(
  named: Pick<Row, "case" | "size" | "unit"> & { readonly goal: Goal | null },
  count: number,
  { limit, node, ratio }: { readonly limit: number; readonly node: number; readonly ratio: number },
): Row {
  return { ...named, limit: (count * 1000) / limit, node: (count * 1000) / node, ratio };
}

/** Runs it; gives the ms that it took. */
export async function timed(work: () => unknown): Promise<number> {
  const begun = performance.now();
  await work();
  return performance.now() - begun;
}
