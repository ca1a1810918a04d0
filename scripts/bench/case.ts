/** What a figure is to reach: at least a share of its limit, or at most so much. */
export type Goal = { readonly atLeast: number } | { readonly atMost: number };

/**
 * One figure. `ratio` says how near the node comes to its limit: for work the limit's time over the node's (1: as fast),
 * for traffic, memory and delays the node's amount over what it is held against. Null where a side could not run.
 */
export interface Row {
  readonly case: string;
  /** What was worked on: "100,000 objects". */
  readonly size: string;
  readonly limit: number | null;
  readonly node: number | null;
  readonly ratio: number | null;
  readonly goal: Goal | null;
  /** Of `limit` and `node`: "objects/s", "ms", "MiB". */
  readonly unit: string;
  /** A point of a plot of cost against size, where the figure is one: cost in `unit`s that grow with the work. */
  readonly plot?: {
    readonly title: string;
    readonly x: number;
    readonly y: number;
    readonly unit: string;
    /** What the limit costs, in the same unit. */
    readonly limit?: number;
    /** "events" where it is not said. */
    readonly xUnit?: string;
  };
  /** What a reader has to know to judge it, in a few words. */
  readonly note?: string;
}

/** How large a run is. */
export interface Extent {
  /** Every case at its smallest, to see that it works; its figures mean nothing. */
  readonly quick: boolean;
  /** Rounds in which the two sides are run in turn. */
  readonly rounds: number;
}

/** One row of the benchmark's table, or some of one kind. */
export interface Case {
  /** As it is named by `--only`. */
  readonly name: string;
  /** What the node does. */
  readonly work: string;
  /** What it is held against. */
  readonly against: string;
  /** Throws an Error that says what is missing where it cannot be run here. */
  run(extent: Extent): Promise<readonly Row[]>;
}
