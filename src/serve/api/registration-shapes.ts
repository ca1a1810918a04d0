import * as z from "zod";
import { text as worded } from "../../config/expected.ts";
import { filterOptions } from "../../config/filter-options.ts";
import { parseLease } from "../../config/schedule.ts";
import { peerOptions } from "../../config/site-options.ts";
import { instant, maybeInstant, yesOrNo } from "./shapes.ts";
import { filterShape } from "./site-shapes.ts";

const proof = z.enum(["openpgp", "bearer"], { error: "openpgp or bearer" });

/** A request to be pushed to, in either direction. */
export const registrationShape = z
  .object({
    id: z.string().describe("Whoever knows it may end the request"),
    direction: z
      .enum(["in", "out"])
      .describe("`in`: the site asked this node; `out`: this node asked the site"),
    site: z.string(),
    callback: z.string().describe("Where is pushed to"),
    state: z.enum([
      "requested",
      "verifying",
      "awaiting-approval",
      "active",
      "expired",
      "suspended",
      "gone",
      "revoked",
    ]),
    reason: z.string().describe("Why it is in its state; empty where that is plain"),
    fingerprint: z.string().nullable().describe("Of the site's key, as the site showed it"),
    proof: proof.describe("How pushes prove who sends them"),
    mutual: z.boolean().describe("Who asked is ready to push in return"),
    filter: filterShape,
    lease_seconds: z.int().describe("As it was asked for"),
    lease_until: maybeInstant,
    created_at: instant,
    changed_at: instant,
  })
  .meta({ id: "Registration" });

/** What is asked of another node. */
export const wishShape = z
  .strictObject({
    url: peerOptions.shape.url,
    lease: worded('a time of 1h to 30d, such as "10d"', (value) => parseLease(value) !== null)
      .meta({ description: "For how long at a time; it is renewed by itself.", default: "10d" })
      .optional(),
    proof: proof.meta({ default: "openpgp" }).optional(),
    mutual: yesOrNo.meta({ description: "Push to it in return, once it asks", default: false }).optional(),
    filter: filterOptions.nullable().optional(),
  })
  .meta({ id: "RegistrationWish" });
