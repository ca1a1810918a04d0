import { bodyAnswer } from "../feeds/conditional.ts";

/** What names much that the other node mostly has, in gzip where it takes that: a third of the octets. */
export function packedJson(request: Request, answer: unknown): Response {
  return bodyAnswer(request, JSON.stringify(answer), { "Content-Type": "application/json" });
}
