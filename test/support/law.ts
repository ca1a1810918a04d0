import fc from "fast-check";

/** Cases of each law of the pure core; `DISCAL_CASES=1000000` tries more. */
export const CASES = Number(process.env["DISCAL_CASES"] ?? 100_000);

/** `DISCAL_SEED=5` tries the cases of that seed again; else each run tries others, and tells which. */
export const SEED = Number(process.env["DISCAL_SEED"] ?? Math.floor(Math.random() * 2 ** 31));

/** Ends with an error that names seed and counterexample where the law does not hold for one of `cases` cases. */
export function holds<T>(given: fc.Arbitrary<T>, law: (value: T) => void, cases = CASES): void {
  fc.assert(fc.property(given, law), { numRuns: cases, seed: SEED });
}
