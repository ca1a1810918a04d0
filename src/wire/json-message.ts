import { z } from "zod";
import { DomainError, type DomainProblem } from "../core/model/domain-error.ts";

/** A foreign site's answer, as far as a message needs it. */
export interface Answer {
  readonly url: string;
  readonly body: Uint8Array;
}

/**
 * Reads a JSON message; throws a DomainError with `problem` that names `where` it came from and what is wrong.
 * The caller has bounded the bytes.
 */
export function parseMessage<T>(
  message: z.ZodType<T>,
  body: Uint8Array,
  { where, problem }: { readonly where: string; readonly problem: DomainProblem },
): T {
  const title = message.meta()?.title ?? "message";
  const result = message.safeParse(toJson(body));
  if (result.success) return result.data;
  const [first] = result.error.issues;
  const place = first === undefined || first.path.length === 0 ? "" : ` at ${first.path.join(".")}`;
  throw new DomainError(problem, `${where} is no ${title}${place}: ${first?.message ?? "unreadable"}.`);
}

function toJson(body: Uint8Array): unknown {
  try {
    return JSON.parse(new TextDecoder("utf-8", { fatal: true }).decode(body));
  } catch {
    return undefined;
  }
}
