/** What went wrong, in the terms of the domain; `serve/app.ts` turns each into one status code. */
export type DomainProblem =
  | "invalid" // the input breaks a rule
  | "not-found"
  | "read-only" // the row belongs to the configuration file
  | "unauthorized"
  | "forbidden"
  | "conflict"
  | "stale" // what stands is not what a change was made from
  | "too-large"
  | "too-many"
  | "unsupported"
  | "unreachable" // a foreign site did not answer as it should
  | "unavailable"; // the disk is full, the database is locked

/** An error for a person: what was wrong, where, what was expected, what to do. Its message may be shown. */
export class DomainError extends Error {
  override readonly name = "DomainError";
  readonly problem: DomainProblem;
  readonly details: Readonly<Record<string, string | number>>;

  constructor(
    problem: DomainProblem,
    message: string,
    details: Readonly<Record<string, string | number>> = {},
    options?: ErrorOptions,
  ) {
    super(message, options);
    this.problem = problem;
    this.details = details;
  }
}
