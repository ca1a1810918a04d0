import * as z from "zod";
import { DomainError } from "../../core/model/domain-error.ts";
import { authorOf } from "../../exchange/editing/author-of.ts";
import { segmentToUid } from "../../sinks/event-path.ts";
import { historyJson } from "../../sinks/history-json.ts";
import { historyOf } from "../../sinks/history.ts";
import { eventJson } from "../../sinks/json.ts";
import { objectJson, standingVersions } from "../../sinks/object-json.ts";
import { withoutAddress } from "../../sinks/public-site.ts";
import type { Publisher } from "../../sinks/publisher.ts";
import { versionJson } from "../../sinks/version-json.ts";
import type { StoredObject } from "../../store/commons.ts";
import type { Store } from "../../store/contract.ts";
import { readAsked, type FILTER_PARAMETERS } from "../feeds/filter.ts";
import { knownSites } from "../feeds/known-site.ts";
import { startOfToday } from "../feeds/window.ts";
import { eventShape, historyShape, objectShape } from "./event-shapes.ts";
import { tagOf } from "./lock.ts";
import { route, type Route } from "./route.ts";
import { countIn, listOf, wholeList } from "./shapes.ts";

const DEFAULT_LIMIT = 100;
const HAPPENINGS = 10;

const asked = {
  q: z
    .string()
    .describe("Words in title, place, tags or description; the last may be a beginning")
    .optional(),
  text: z.string().describe("The same as `q`").optional(),
  tag: z.string().describe("May be repeated; any of them will do").optional(),
  place: z.string().describe("A location or its first part; may be repeated").optional(),
  site: z.string().describe("Number of a site that shows it; may be repeated").optional(),
  near: z.string().describe("Latitude and longitude: `38.54,-121.74`").optional(),
  radius: z.string().describe("How far from `near`: `5km`, `800m`, `3mi`").optional(),
  from: z.string().describe("A date or an instant; today where neither it nor `to` is given").optional(),
  to: z.string().describe("A date (with all of that day) or an instant").optional(),
  cursor: z.string().describe("`next` of the page before").optional(),
  limit: countIn(1, 500, "How many at a time; 100 where it is left out").optional(),
} satisfies Record<(typeof FILTER_PARAMETERS)[number] | "cursor" | "limit", z.ZodType>;

/** What is read of events. */
export function eventRoutes(node: {
  readonly store: Pick<Store, "commons" | "registry">;
  readonly publisher: Publisher;
  readonly clock: () => number;
}): readonly Route[] {
  const { store, publisher, clock } = node;
  const { commons, registry } = store;

  return [
    route({
      method: "get",
      path: "/events",
      role: "public",
      name: "listEvents",
      chapter: "events",
      summary: "What is on: happenings by start, from today on",
      query: z.strictObject(asked),
      answer: listOf(eventShape),
      handle: async ({ search, query: { cursor, limit = DEFAULT_LIMIT } }) => {
        const { filter, window } = readAsked(search, publisher.timezone);
        await knownSites(registry, filter.siteIds);
        const open = window.from === undefined && window.to === undefined;
        const page = await commons.list({
          ...filter,
          ...(open ? { from: startOfToday(clock(), publisher.timezone) } : window),
          ...(cursor !== undefined && { cursor }),
          limit,
        });
        return { body: { items: page.rows.map((row) => eventJson(row, publisher)), next: page.next } };
      },
    }),
    route({
      method: "get",
      path: "/events/{uid}",
      role: "public",
      name: "getEvent",
      chapter: "events",
      summary: "All that is known of one event: versions, who shows it, when it happens",
      answer: objectShape,
      about:
        "Without a token, only versions that may be published: open ones of a UID that names its key are not among them.",
      handle: async ({ params, token }) => {
        const stored = await known(commons, params.uid, token !== null);
        const tag = tagOf(stored);
        const { rows } = await commons.list({ uid: stored.uid, limit: HAPPENINGS });
        const sites = new Map(
          (await registry.all()).map((site) => [site.id, withoutAddress(site.name, site)]),
        );
        return {
          body: {
            ...objectJson(stored, (id) => sites.get(id) ?? String(id)),
            // Only the class that wins is published (protocol, section 4): the other one is for those who work here.
            versions: standingVersions(stored)
              .filter((each) => token !== null || each.class === stored.winner?.class)
              .map(versionJson),
            happenings: rows.map((row) => eventJson(row, publisher)),
          },
          headers: tag === null ? {} : { ETag: tag },
        };
      },
    }),
    route({
      method: "get",
      path: "/events/{uid}/history",
      role: "reader",
      name: "getEventHistory",
      chapter: "events",
      summary: "Who wrote which version, what each changed, rivals and proposals; 90 days are kept",
      about: "What is published first. Not for everybody: what was taken back is among it.",
      answer: listOf(historyShape),
      handle: async ({ params }) => {
        const entries = historyOf(await known(commons, params.uid, true));
        const author = authorOf(await registry.all());
        return { body: wholeList(entries.map((entry) => historyJson(entry, author(entry.version)))) };
      },
    }),
  ];
}

/** The UID that a path names: as this node writes it, or percent-encoded. */
export function uidOf(segment: string): string {
  return segmentToUid(segment) ?? segment;
}

/** What is hidden here is there for those who work here. */
async function known(
  commons: Pick<Store["commons"], "get">,
  segment: string,
  isInside: boolean,
): Promise<StoredObject> {
  const stored = await commons.get(uidOf(segment));
  if (stored !== null && (isInside || stored.overlay?.hidden !== true)) return stored;
  throw new DomainError(
    "not-found",
    `This node knows no event “${uidOf(segment).slice(0, 80)}”: GET /api/v1/events?q=… finds it by its words.`,
    { parameter: "uid" },
  );
}
