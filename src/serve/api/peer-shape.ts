import * as z from "zod";
import { filterShape } from "./site-shapes.ts";
import { maybeInstant } from "./shapes.ts";

/** A peer, and how far behind it is. */
export const peerShape = z
  .object({
    id: z.int(),
    name: z.string(),
    url: z.string(),
    declared: z.enum(["file", "api", "sample"]),
    enabled: z.boolean(),
    poll: z.string().nullable(),
    push: z.boolean().describe("New versions are pushed to it, because its entry says so"),
    pushed: z
      .boolean()
      .describe("New versions are pushed to it, be it because of its entry or because it has asked for that"),
    accept: z.boolean().describe("Its pushes are accepted"),
    fingerprint: z.string().nullable().describe("Of its pinned key; null where it was not seen yet"),
    tags: z.array(z.string()).readonly(),
    quota: z.int().nullable().describe("New events that it may bring within a day; null for the usual"),
    filters: z
      .object({ in: filterShape, out: filterShape })
      .describe("What is taken from it, and what it is given; null for everything"),
    lag: z
      .object({
        backlog: z.int().describe("Changes that it was not offered yet"),
        failures: z.int().describe("In a row"),
        exceptions: z.int().describe("Versions that it rejected or deferred"),
        stopped: z.boolean().describe("By its own answer, until a replay"),
        circuit: z
          .enum(["closed", "open"])
          .describe("open after 5 failures in a row: one object at a time tries whether it is back"),
        dormant: z.boolean().describe("Failed for 14 days: not tried until it shows itself, or a replay"),
        last_success: maybeInstant,
        next_try: maybeInstant,
        last_error: z.string().nullable(),
      })
      .nullable()
      .describe("Null where it is not pushed to"),
  })
  .meta({ id: "Peer" });

/** A version that a peer did not take. */
export const exceptionShape = z
  .object({
    uid: z.string(),
    revision: z.int(),
    c1: z.string().describe("Exact digest of its bytes"),
    verdict: z.enum(["deferred", "rejected"]).describe("deferred: it is offered again"),
    reason: z.string().describe("In the peer's words"),
    tries: z.int(),
    next_try: maybeInstant.describe("Null: not before it changes, or a replay"),
  })
  .meta({ id: "DeliveryException" });
