import { z } from "zod";
import { faultsOf, type Keyed } from "../../config/issue.ts";
import { DomainError } from "../../core/model/domain-error.ts";
import { InvalidBody } from "../../wire/problem.ts";

/** Faults that one answer lists. */
const MOST_FAULTS = 50;
/** Characters of a foreign name that an answer repeats. */
const LONGEST_NAME = 60;

/** What a body says by its shape. Throws an {@link InvalidBody} that lists all that is wrong with it. */
export function readShape<T>(shape: z.ZodType<T>, value: unknown): T {
  const read = shape.safeParse(value, { error: expected });
  if (read.success) return read.data;
  const errors = faultsIn(shape, value, read.error).map(({ path, message }) => ({
    pointer: ["#", ...path.map(pointerToken)].join("/"),
    detail: message,
  }));
  const [first] = errors;
  const more = errors.length > 1 ? ` (and ${errors.length - 1} more, under errors)` : "";
  throw new InvalidBody(
    `The body cannot be taken: ${first?.pointer ?? "#"}: ${sentence(`${first?.detail ?? "it breaks a rule"}${more}`)}`,
    errors.slice(0, MOST_FAULTS),
  );
}

/** What a query says by its shape. Throws a DomainError `invalid` that names the parameter. */
export function readQueryShape<T>(shape: z.ZodType<T>, search: URLSearchParams): T {
  const value = Object.fromEntries([...search].filter(([, text]) => text !== ""));
  const read = shape.safeParse(value, { error: expected });
  if (read.success) return read.data;
  const [fault] = faultsIn(shape, value, read.error);
  const parameter = String(fault?.path[0] ?? "").slice(0, LONGEST_NAME);
  throw new DomainError("invalid", `\`${parameter}\`: ${fault?.message ?? "it breaks a rule"}.`, {
    parameter,
  });
}

function faultsIn(shape: z.ZodType, value: unknown, error: z.ZodError) {
  // Without the names of components, which would stand for their keys.
  const known = z.toJSONSchema(shape, { io: "input", unrepresentable: "any", metadata: z.registry() });
  return faultsOf(error.issues, value, known as Keyed);
}

/** What was expected, where a shape does not say it itself. */
function expected(issue: z.core.$ZodRawIssue): string | undefined {
  if (issue.code !== "invalid_type") return undefined;
  return WORDS[issue.expected] ?? issue.expected;
}

const WORDS: Readonly<Record<string, string>> = {
  string: "a text",
  number: "a number",
  int: "a whole number",
  boolean: "true or false",
  array: "a list",
  object: "an object",
};

function pointerToken(step: PropertyKey): string {
  const name = String(step).slice(0, LONGEST_NAME).toWellFormed();
  return encodeURIComponent(name.replaceAll("~", "~0").replaceAll("/", "~1"));
}

/** Ends a text once: some rules are questions. */
function sentence(text: string): string {
  return /[.?!]$/.test(text) ? text : `${text}.`;
}
