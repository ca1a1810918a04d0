import { z } from "zod";
import type { OfferResult } from "../core/model/verdict.ts";
import { revision } from "./grammar.ts";

/** Most characters of a reason: it may quote what was sent. */
export const MAX_REASON = 1000;

const result = z.object({
  uid: z.string().max(1024),
  revision: revision.nullable().describe("null where the object has none that can be read"),
  verdict: z
    .enum(["accepted", "duplicate", "conflict", "held", "deferred", "filtered", "rejected"])
    .describe("deferred: offer again later; filtered: offer again on a smaller hop; the others are final"),
  reason: z.string().max(MAX_REASON).describe("One sentence for people"),
});

/** What `enter-event` answers: one line for each VCALENDAR of the push, in its order (protocol, section 7). */
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
