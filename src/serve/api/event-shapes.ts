import * as z from "zod";
import type { EventJson } from "../../sinks/json.ts";
import { instant, maybeInstant } from "./shapes.ts";

const moment = z
  .object({
    local: z.string().describe("As its author wrote it: `2026-03-16` or `2026-03-16T19:00:00`"),
    zone: z.string().nullable().describe("IANA zone of `local`; null for dates and floating times"),
    utc: instant.describe("The instant; dates and floating times are taken in the node's zone"),
  })
  .meta({ id: "Moment" });

const place = z.object({ latitude: z.number(), longitude: z.number() });

/** One happening, as `/events.json` has it. */
export const eventShape = z
  .object({
    uid: z.string(),
    title: z.string(),
    start: moment,
    end: moment.describe("The first moment after it; of an all-day event the day after its last"),
    all_day: z.boolean(),
    recurring: z.boolean(),
    status: z.enum(["confirmed", "tentative", "cancelled"]),
    not_in_feed: z.boolean().describe("No site shows it any more that once did"),
    zone_guessed: z.boolean().describe("The zone had to be guessed"),
    location: z.string(),
    geo: place.nullable(),
    description: z.string(),
    url: z.string().nullable(),
    image: z.string().nullable(),
    organizer: z.string().nullable(),
    tags: z.array(z.string()).readonly(),
    sites: z.array(z.string()).readonly().describe("Names of the sites that show it"),
    links: z.object({ html: z.string(), ics: z.string() }),
  })
  .meta({ id: "Event", description: "One happening of an event" }) satisfies z.ZodType<EventJson>;

const versionShape = z
  .object({
    class: z.enum(["signed", "open"]),
    revision: z.int(),
    hop: z.int(),
    by: z.enum(["feed", "person"]),
    source: z.string().nullable(),
    digest: z.string().describe("Semantic digest"),
    c1: z.string().describe("Exact digest of `text`"),
    cancelled: z.boolean(),
    deleted: z.boolean(),
    revise_url: z.string(),
    text: z.string().describe("The whole VCALENDAR"),
  })
  .meta({ id: "Version" });

/** What is known of one UID. */
export const objectShape = z
  .object({
    uid: z.string(),
    state: z
      .enum(["published", "cancelled", "deleted", "not published"])
      .describe("`not published`: only versions are known that its key did not sign"),
    changed: instant,
    revision: z.int().nullable().describe("Of what is published; what the ETag begins with"),
    winner: versionShape.nullable(),
    versions: z.array(versionShape).describe("All that stand at the highest revision"),
    conflict: z.boolean().describe("Rivals stand beside what is published"),
    shown: z.boolean().describe("People here see it: no filter, policy or overlay keeps it from them"),
    admitted: z.boolean().describe("Stored in full: filters and policies take it, or once took it"),
    shown_otherwise: z.boolean().describe("This node shows it otherwise than it is published"),
    sightings: z.array(
      z.object({
        site: z.string(),
        hop: z.int(),
        first_seen: instant,
        missing_since: maybeInstant.describe("Since when the site shows it no more"),
      }),
    ),
    happenings: z.array(eventShape).describe("The first ten"),
  })
  .meta({ id: "EventObject", description: "All that is known of one event" });

/** One version in the history of an event. */
export const historyShape = z
  .object({
    revision: z.int(),
    state: z
      .enum(["published", "rival", "overtaken", "proposed"])
      .describe("`rival`: stands beside what is published; `proposed`: a change that was not taken"),
    since: maybeInstant.describe("Since when it is in this state, as far as it is known"),
    written: maybeInstant.describe("When its author says that it was written"),
    by: z.enum(["feed", "person"]),
    author: z.string().describe("In words"),
    class: z.enum(["signed", "open"]),
    why: z.string(),
    cancelled: z.boolean(),
    deleted: z.boolean(),
    digest: z.string().describe("Semantic digest"),
    c1: z.string().describe("Exact digest of `text`"),
    against: z
      .object({ revision: z.int(), c1: z.string() })
      .nullable()
      .describe("The version that it is compared with"),
    changes: z.array(
      z.object({
        happening: z.string().nullable().describe("Of which happening; null of the event itself"),
        field: z.string(),
        before: z.string(),
        after: z.string(),
      }),
    ),
    text: z.string().describe("The whole VCALENDAR"),
  })
  .meta({ id: "HistoryEntry" });

/** What a write to an event came to. */
export const writtenShape = z
  .object({
    uid: z.string(),
    revision: z.int(),
    digest: z.string(),
    cancelled: z.boolean(),
    deleted: z.boolean(),
    proposed: z
      .boolean()
      .describe(
        "Kept as a proposal: only the node whose key the UID names makes it count, and is told of it",
      ),
    conflict: z.boolean().describe("Another version stands beside it, and a person is to choose"),
    reported_to: z
      .string()
      .nullable()
      .describe("Host of the node that the event comes from, which is told of it; null where nobody is"),
    links: z.object({ self: z.string(), html: z.string(), ics: z.string() }),
  })
  .meta({ id: "WrittenEvent" });
