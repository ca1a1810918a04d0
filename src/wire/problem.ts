import { z } from "zod";
import { requireShallow } from "./json-depth.ts";
import { DomainError } from "../core/model/domain-error.ts";

/** Media type of {@link problemDocument}. */
export const PROBLEM_TYPE = "application/problem+json";

/** What a refused request answers (RFC 9457). `problem` and `details` are for programs, `detail` for people. */
export const problemDocument = z
  .object({
    type: z.literal("about:blank"),
    title: z.string().describe("Name of the status"),
    status: z.int().min(400).max(599),
    detail: z.string().describe("What was wrong, where, what was expected, what to do"),
    problem: z.string().describe("Short name of the kind of problem"),
    details: z.record(z.string(), z.union([z.string(), z.number()])).optional(),
    errors: z
      .array(
        z.object({
          pointer: z.string().describe("JSON pointer of what is wrong in the body, as a URI fragment"),
          detail: z.string(),
        }),
      )
      .describe("Each fault of a body that breaks several rules")
      .optional(),
    resync: z
      .literal(true)
      .describe("Of changes: the cursor is of another change log; compare digests, then begin anew")
      .optional(),
  })
  .meta({
    title: "Problem",
    examples: [
      {
        type: "about:blank",
        title: "Content Too Large",
        status: 413,
        detail: "A push may have 1048576 bytes, this one has 1048577.",
        problem: "too-large",
        details: { bytes: 1_048_577 },
      },
    ],
  });

/** Names of the statuses (RFC 9110, section 15.5 and 15.6; RFC 6585). */
const TITLES: Readonly<Record<number, string>> = {
  400: "Bad Request",
  401: "Unauthorized",
  403: "Forbidden",
  404: "Not Found",
  405: "Method Not Allowed",
  409: "Conflict",
  412: "Precondition Failed",
  413: "Content Too Large",
  415: "Unsupported Media Type",
  422: "Unprocessable Content",
  429: "Too Many Requests",
  500: "Internal Server Error",
  502: "Bad Gateway",
  503: "Service Unavailable",
};

export type ProblemDocument = z.infer<typeof problemDocument>;

/** A body that breaks rules, each told with the JSON pointer (RFC 6901) of the place, as a URI fragment. */
export class InvalidBody extends DomainError {
  readonly errors: readonly { readonly pointer: string; readonly detail: string }[];

  constructor(message: string, errors: InvalidBody["errors"]) {
    super("invalid", message);
    this.errors = errors;
  }
}

/** What a refused request was answered; null where that is no problem document. */
export function readProblem(body: Uint8Array): ProblemDocument | null {
  try {
    const text = new TextDecoder().decode(body);
    requireShallow(text, "It");
    return problemDocument.parse(JSON.parse(text));
  } catch {
    return null;
  }
}

/** The problem document of an error; `status` is the caller's, whose table maps problems to it. */
export function toProblem(error: DomainError, status: number): ProblemDocument {
  return {
    type: "about:blank",
    title: TITLES[status] ?? "Error",
    status,
    detail: error.message,
    problem: error.problem,
    ...(Object.keys(error.details).length > 0 && { details: error.details }),
    ...(error instanceof InvalidBody && { errors: [...error.errors] }),
  };
}

/** The answer to a request that was refused. */
export function problemAnswer(
  error: DomainError,
  status: number,
  headers: Readonly<Record<string, string>> = {},
): Response {
  return new Response(JSON.stringify(toProblem(error, status)), {
    status,
    headers: { "Content-Type": PROBLEM_TYPE, ...headers },
  });
}
