import type { Case } from "./case.ts";

/** All of the benchmark, in the order of its table. */
export const CASES: readonly Case[] = [];
