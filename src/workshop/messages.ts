import { DomainError, type DomainProblem } from "../core/model/domain-error.ts";
import { messageOf } from "../core/model/thrown.ts";
import type { Order, Part, TaskName } from "./tasks.ts";

/**
 * What the child process is told: to begin a task, to make its next part, or to forget it. `octets`: so many come on its
 * input, and are the body of the order; null where the order is whole.
 */
export type ToChild =
  | {
      readonly kind: "begin";
      readonly name: TaskName;
      readonly order: Order<TaskName>;
      readonly octets: number | null;
    }
  | { readonly kind: "next" }
  | { readonly kind: "stop" };

/** What it answers to `begin` and `next`. */
export type FromChild =
  | { readonly kind: "part"; readonly part: Part<TaskName> }
  | { readonly kind: "end" }
  | { readonly kind: "fault"; readonly fault: Fault };

/** What was thrown, as it can be sent; `problem` null: no DomainError. */
export interface Fault {
  readonly problem: DomainProblem | null;
  readonly message: string;
  readonly details: DomainError["details"];
}

export function faultOf(error: unknown): Fault {
  if (!(error instanceof DomainError)) return { problem: null, message: messageOf(error), details: {} };
  return { problem: error.problem, message: error.message, details: error.details };
}

export function thrownBy({ problem, message, details }: Fault): Error {
  return problem === null ? new Error(message) : new DomainError(problem, message, details);
}
