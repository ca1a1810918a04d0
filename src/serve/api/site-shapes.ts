import * as z from "zod";
import { filterOptions } from "../../config/filter-options.ts";
import type { PollReport } from "../../exchange/polling/poller.ts";
import { summaryJson } from "../../sinks/poll-json.ts";
import { publicRefusal, withoutAddress } from "../../sinks/public-site.ts";
import { instant, maybeInstant } from "./shapes.ts";

const refusalShape = z
  .object({
    component: z.string().describe("`VEVENT`, …; `VCALENDAR` where the whole body is meant"),
    uid: z.string().nullable(),
    line: z.int().describe("First line of the component in what arrived, from 1"),
    rule: z.string().describe("Short name of the rule"),
    reason: z.string().describe("What is wrong, and what was expected"),
  })
  .meta({ id: "Refusal", description: "Why a component of a feed was not taken" });

/** A filter as it is written in peers.yaml. */
export const filterShape = filterOptions
  .meta({ id: "PeerFilter", description: "Which events are taken, or given: all parts must hold" })
  .nullable();

const siteFields = {
  id: z.int(),
  kind: z.enum(["feed", "peer", "file"]),
  name: z.string(),
  host: z.string().nullable().describe("Null of an imported file"),
  tags: z.array(z.string()).readonly().describe("Added to all that it shows"),
  state: z.enum(["healthy", "failing", "suspended", "not-polled", "imported", "disabled"]),
  events: z.int().describe("That it shows"),
  last_poll: maybeInstant,
  last_success: maybeInstant,
  next_poll: maybeInstant.describe("Null while it is not polled by itself"),
  failing_since: maybeInstant,
  failures: z.int().describe("In a row"),
  reason: z.string().nullable().describe("Of the last failed poll, or of the suspension"),
  refused_count: z.int(),
  settings: z
    .object({
      url: z.string(),
      declared: z.enum(["file", "api", "sample"]).describe("Rows of the file are changed there"),
      enabled: z.boolean(),
      poll: z.string().nullable(),
      lead: z.enum(["person", "source"]),
      filters: z.object({ in: filterShape }).describe("What is taken of it; null for everything"),
    })
    .nullable()
    .describe("For admins alone: an address may hold a secret"),
};

export const siteShape = z.object(siteFields).meta({ id: "Site", description: "A feed, peer or file" });

export const healthShape = z
  .object({ ...siteFields, refused: z.array(refusalShape).readonly() })
  .meta({ id: "SiteHealth", description: "How polling a site goes, and what is refused" });

const counts = ["fresh", "revised", "proposed", "vanished", "returned", "refused"] as const;

export const pollShape = z
  .object({
    at: instant,
    until: instant.describe("Of the last one of equal polls in a row"),
    times: z.int(),
    outcome: z.enum(["changed", "unchanged", "failed"]),
    reason: z.string().nullable().describe("Of a failed poll"),
    counts: z.object(Object.fromEntries(counts.map((name) => [name, z.int()])) as Record<Count, z.ZodInt>),
    changes: z
      .array(
        z.object({
          change: z.enum(["fresh", "revised", "proposed", "vanished", "returned"]),
          uid: z.string(),
          title: z.string(),
        }),
      )
      .readonly()
      .describe("At most 20"),
  })
  .meta({ id: "Poll" });
type Count = (typeof counts)[number];

const uids = z.array(z.string()).readonly();

export const reportShape = z
  .object({
    id: z.int(),
    name: z.string(),
    outcome: z.enum(["changed", "unchanged", "failed", "busy"]),
    reason: z.string().nullable(),
    fresh: uids,
    revised: uids,
    proposed: uids,
    returned: uids,
    vanished: uids,
    sighted: uids,
    unchanged: z.int(),
    refused: z.array(refusalShape).readonly(),
  })
  .meta({ id: "PollReport", description: "What a poll came to, by UID" });

export function reportJson({ site, outcome, reason, summary }: PollReport): z.infer<typeof reportShape> {
  return {
    id: site.id,
    name: withoutAddress(site.name, site),
    outcome,
    reason: reason === null ? null : withoutAddress(reason, site),
    ...summaryJson(summary),
    refused: (summary?.refused ?? []).map((refusal) => publicRefusal(refusal, site)),
  };
}

export const previewShape = z
  .object({
    url: z.string().describe("Where the feed was found in the end"),
    name: z.string().nullable().describe("What it calls itself"),
    refresh_ms: z.int().nullable().describe("How often it asks to be polled"),
    complete: z.boolean().describe("False where the body broke off"),
    bytes: z.int(),
    objects: z.int(),
    fresh: z.int().describe("Not known to this node so far"),
    known: z.int(),
    first: maybeInstant.describe("First happening"),
    last: maybeInstant.describe("Last happening"),
    samples: z
      .array(
        z.object({
          uid: z.string(),
          title: z.string(),
          location: z.string(),
          start: z.string(),
          recurring: z.boolean(),
          fresh: z.boolean(),
        }),
      )
      .readonly()
      .describe("The next events to come, at most 20"),
    refused: z.array(refusalShape).readonly(),
    peer: z
      .string()
      .nullable()
      .describe("Origin of the DisCal node whose feed it is: add that as a peer instead"),
  })
  .meta({ id: "SitePreview", description: "How a feed would be taken in" });
