import { z } from "zod";
import { fingerprint } from "./grammar.ts";
import { exampleMark, marked } from "./mark.ts";

/** Most entries of one page of changes. */
export const MAX_CHANGES = 1000;

/** A number of the change log. */
const sequence = z.int().min(0);

/** What `GET /discal/v1/changes` answers: each UID once, at its last number (protocol, section 7). */
export const changesAnswer = z
  .object({
    epoch: z.string().min(1).max(64).describe("Names the change log: another one begins anew"),
    next: sequence.describe("`since` of the next request"),
    more: z.boolean().describe("There are further changes now"),
    items: z.array(marked.extend({ seq: sequence })).max(MAX_CHANGES),
    keys: z
      .array(z.object({ seq: sequence, fingerprint }))
      .max(MAX_CHANGES)
      .default([])
      .describe("Primary keys of which something new is known: GET {keys}/{fingerprint}"),
  })
  .meta({
    title: "Changes",
    examples: [
      {
        epoch: "6f1c2a9e4b7d4c53",
        next: 41,
        more: false,
        items: [{ seq: 40, uid: "picnic@a.example", versions: [exampleMark] }],
        keys: [{ seq: 41, fingerprint: "4724A655A61269C2A570F5036B403B53D856AAB3" }],
      },
    ],
  });

export type ChangesAnswer = Readonly<z.infer<typeof changesAnswer>>;
