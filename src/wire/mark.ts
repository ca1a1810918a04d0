import { z } from "zod";
import { digest, revision } from "./grammar.ts";

/** Most versions of one UID that stand beside each other (protocol, section 4). */
const MOST_RIVALS = 16;

/** One version as changes and digests name it: enough to see whether one lacks it. Its bytes are had by `c1`. */
const mark = z.object({
  class: z.enum(["signed", "open"]),
  revision,
  digest: digest.describe("Semantic digest D"),
  c1: digest.describe("Exact digest C1: what to ask for"),
  hop: revision.optional().describe("As stored there: who takes it counts one more"),
  cancelled: z.boolean().describe("Deleted ones are, too"),
  deleted: z.boolean().default(false),
  body: z.boolean().default(true).describe("false: the node keeps no bytes of it, and can't give them"),
});

/** A UID, and its versions that stand in the class that can win. */
export const marked = z.object({
  uid: z.string().min(1).max(255),
  versions: z.array(mark).min(1).max(MOST_RIVALS),
});

export type Marked = Readonly<z.infer<typeof marked>>;

export const exampleMark = {
  class: "open" as const,
  revision: 3,
  digest: "357fb5523b71e90ed21d5e91e78e17eb3609b8db2790d1154c7cc27132ae89e6",
  c1: "54de04c9a62ecd1e3bd32f924903a78925810a1ab17ab0ba0364f194ba74a71f",
  hop: 2,
  cancelled: false,
  deleted: false,
  body: true,
};
