import * as z from "zod";
import { changeShape } from "./event-draft-shapes.ts";
import { instant, line, text, yesOrNo } from "./shapes.ts";

const C1 = "the C1 digest of a version, 64 hex digits";
const c1 = z
  .string({ error: C1 })
  .regex(/^[0-9a-f]{64}$/, { error: C1 })
  .meta({ description: "C1 digest of a version" });
const SAMPLE = "54de04c9a62ecd1e3bd32f924903a78925810a1ab17ab0ba0364f194ba74a71f";

/** One version at the desk. */
const deskVersion = {
  number: z.int().describe("In the order in which they came"),
  c1: z.string().describe("Names it in a resolution"),
  state: z
    .enum(["wins", "rival", "proposed"])
    .describe("`wins`: it is published now; `proposed`: a change that was not taken"),
  why: z.string().describe("Why it wins, or was not taken"),
  revision: z.int(),
  class: z.enum(["signed", "open"]),
  by: z.enum(["feed", "person"]),
  author: z.string().describe("In words"),
  hop: z.int(),
  received_at: instant,
  received_from: z
    .object({ site: z.int(), name: z.string() })
    .nullable()
    .describe("Null where it was made here"),
  entered_by: z.string().nullable().describe("Who of this node entered it, where that is known"),
  signer: z
    .object({ by: z.enum(["origin", "peer"]), fingerprint: z.string() })
    .nullable()
    .describe("Whose key vouches for it: the one that the UID names, or that of the peer that brought it"),
  cancelled: z.boolean(),
  deleted: z.boolean(),
  digest: z.string().describe("Semantic digest"),
  complete: z.boolean().describe("False where only its marks are kept, as no filter takes it"),
};

const matter = {
  uid: z.string(),
  title: z.string(),
  tag: z.string().describe("Names exactly what is shown here; in quotes it is the ETag"),
  open: z.boolean().describe("There is something to settle"),
  revision: z.int().nullable().describe("Of what is published"),
  differs: z.array(z.string()).describe("Keys of the fields that the versions say differently"),
};

/** What waits of one event, in short. */
export const conflictShape = z
  .object({ ...matter, versions: z.array(z.object(deskVersion)) })
  .meta({ id: "Conflict", description: "Versions of one event among which a person chooses" });

/** The same, field by field. */
export const wholeConflictShape = z
  .object({
    ...matter,
    versions: z.array(z.object({ ...deskVersion, text: z.string().describe("The whole VCALENDAR") })),
    fields: z.array(
      z.object({
        key: z.string().describe("Names the field in a resolution"),
        field: z.string(),
        happening: z.string().nullable().describe("Of which happening; null of the event itself"),
        agree: z.boolean().describe("All say the same"),
        says: z
          .array(
            z
              .object({
                version: z.int().describe("Number of the version"),
                text: z.string(),
                same_as: z.int().describe("The first version that says the same"),
              })
              .nullable(),
          )
          .describe("In the order of the versions; null where one has no say"),
      }),
    ),
  })
  .meta({ id: "ConflictInFull" });

/** How a person settles a conflict. */
export const resolutionShape = z
  .strictObject({
    c1: c1
      .meta({
        description: "The version to begin with; what is published now where it is left out",
        examples: [SAMPLE],
      })
      .optional(),
    fields: z
      .record(line(300, "A key of `fields`"), c1)
      .meta({
        description:
          "Fields as other versions have them: keys of `fields`, each with the C1 digest of a version",
        examples: [{ title: SAMPLE.split("").toReversed().join("") }],
      })
      .optional(),
    change: changeShape.describe("What is written anew, on top").optional(),
  })
  .refine((said) => Object.keys(said).length > 0, {
    error:
      "`c1`, `fields` or `change`: which version is followed, and what is taken from others or written anew",
  })
  .meta({ id: "Resolution" });

/** What a node alone shows otherwise. */
export const overlayShape = z
  .object({
    uid: z.string(),
    title: z.string(),
    hide: z.boolean(),
    keep: changeShape.nullable(),
    freeze: z.string().nullable().describe("C1 digest of the version that is shown"),
    note: z.string(),
  })
  .meta({ id: "Overlay", description: "What this node alone shows otherwise of an event" });

export const overlayBody = z
  .strictObject({
    hide: yesOrNo.meta({ description: "Nobody is shown it here", default: false }).optional(),
    keep: changeShape
      .meta({
        description: "Fields that stay so, whatever is published",
        examples: [{ location: "Town hall, upper floor" }],
      })
      .optional(),
    freeze: z
      .string({ error: `now, or ${C1}` })
      .regex(/^(?:now|[0-9a-f]{64})$/, { error: `now, or ${C1}` })
      .meta({
        description:
          "The version that is shown whatever is published, by its C1; `now`: what is published now",
      })
      .optional(),
    note: text(500, "Why, for the other people of this node").default(""),
  })
  .meta({ id: "OverlayBody" });
