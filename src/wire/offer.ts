import { z } from "zod";
import { DomainError } from "../core/model/domain-error.ts";
import type { OfferResult } from "../core/model/verdict.ts";
import { revision } from "./grammar.ts";
import { parseMessage, type Answer } from "./json-message.ts";

const result = z.object({
  uid: z.string().max(1024),
  revision: revision.nullable().describe("null where the object has none that can be read"),
  verdict: z
    .enum(["accepted", "duplicate", "conflict", "held", "deferred", "filtered", "rejected"])
    .describe("deferred: offer again later; filtered: offer again on a smaller hop; the others are final"),
  reason: z.string().max(1000).describe("One sentence for people"),
});

/**
 * What `enter-event` answers: one line for each VCALENDAR of the push, in its order (protocol, section 7). The
 * `uid` is empty where none could be read.
 */
export const offerAnswer = z
  .array(result)
  .max(50)
  .meta({
    title: "Answer to enter-event",
    examples: [
      [
        { uid: "a@calendar.example", revision: 3, verdict: "accepted", reason: "newer than revision 2" },
        {
          uid: "b@calendar.example",
          revision: null,
          verdict: "rejected",
          reason: "X-REVISION +3 is no number",
        },
      ],
      [],
    ],
  }) satisfies z.ZodType<readonly OfferResult[]>;

/**
 * Reads what a peer answered to the objects that it was offered, one result for each; throws a DomainError
 * `unreachable` where the answer is none, or speaks of other objects.
 */
export function parseOfferAnswer(
  answer: Answer,
  offered: readonly { readonly uid: string; readonly revision: number }[],
): readonly OfferResult[] {
  const where = answer.url;
  const lines = parseMessage(offerAnswer, answer.body, { where, problem: "unreachable" });
  if (lines.length !== offered.length) {
    throw new DomainError(
      "unreachable",
      `${where} answered ${lines.length} lines to ${offered.length} objects; one for each was expected.`,
    );
  }
  return offered.map(({ uid, revision }, at) => {
    const { uid: answered = "", verdict = "deferred", reason = "" } = lines[at] ?? {};
    if (answered === uid || answered === "") return { uid, revision, verdict, reason };
    throw new DomainError(
      "unreachable",
      `Line ${at + 1} of what ${where} answered is about ${JSON.stringify(answered)}, but ${JSON.stringify(uid)} was offered there.`,
    );
  });
}
