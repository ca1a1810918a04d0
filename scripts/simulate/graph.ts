import type { Dice } from "../../test/support/dice.ts";

/** A way from one node to another, and who asks: the first pushes, or the second polls. */
export interface Edge {
  readonly from: number;
  readonly to: number;
  readonly way: "push" | "poll";
}

export type Role = "honest" | "legacy" | "liar";

export interface Graph {
  readonly roles: readonly Role[];
  readonly edges: readonly Edge[];
}

/**
 * Honest nodes, connected among themselves by a random tree and some links more; then the others, each linked to two
 * honest ones. Every link has an edge in both directions.
 */
export function randomGraph(dice: Dice, nodes: number): Graph {
  const strangers = Math.max(2, Math.floor(nodes / 10));
  const honest = Math.max(2, nodes - strangers);
  const roles = Array.from({ length: nodes }, (_, n): Role => {
    if (n < honest) return "honest";
    return n % 2 === 0 ? "legacy" : "liar";
  });
  const edges: Edge[] = [];
  const linked = new Set<string>();
  const link = (a: number, b: number, ways: readonly Edge["way"][]): void => {
    const name = [Math.min(a, b), Math.max(a, b)].join();
    if (a === b || linked.has(name)) return;
    linked.add(name);
    edges.push({ from: a, to: b, way: dice.pick(ways) }, { from: b, to: a, way: dice.pick(ways) });
  };
  const ways = ["push", "push", "poll"] as const;
  for (let n = 1; n < honest; n += 1) link(n, dice.between(Math.max(0, n - 40), n - 1), ways);
  for (let n = 0; n < honest; n += 1) link(n, dice.between(0, honest - 1), ways);
  for (let n = honest; n < nodes; n += 1) {
    for (let each = 0; each < 2; each += 1) link(n, dice.between(0, honest - 1), ["push"]);
  }
  return { roles, edges };
}
