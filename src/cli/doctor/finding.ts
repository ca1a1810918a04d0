/** How grave something is: a problem keeps the node from its work, a warning will, or may. */
export type Outcome = "ok" | "warning" | "problem";

/** What a check has found, in words for the operator. */
export interface Finding {
  readonly outcome: Outcome;
  readonly found: string;
  /** What to do; null where all is well. */
  readonly advice: string | null;
}

/** All is well. */
export function ok(found: string): Finding {
  return { outcome: "ok", found, advice: null };
}

/** Something will go wrong, or may. */
export function warning(found: string, advice: string): Finding {
  return { outcome: "warning", found, advice };
}

/** Something is wrong. */
export function problem(found: string, advice: string): Finding {
  return { outcome: "problem", found, advice };
}
