import * as z from "zod";
import type { Self } from "../../exchange/self.ts";
import { instantOf } from "../../sinks/instant.ts";
import type { Publisher } from "../../sinks/publisher.ts";
import { siteState } from "../../sinks/public-site.ts";
import { statisticsJson } from "../../sinks/statistics-json.ts";
import type { Store } from "../../store/contract.ts";
import { sitesWithHealth } from "../feeds/site-health.ts";
import { startOfToday } from "../feeds/window.ts";
import { route, type Route } from "./route.ts";
import { countIn, instant, listOf, maybeInstant, wholeList } from "./shapes.ts";

const facet = z
  .object({ name: z.string().describe("As it is mostly written"), events: z.int().describe("To come") })
  .meta({ id: "Facet" });

const MOST_FACETS = 500;

/** The node itself: its state, its key, what its events are about. */
export function nodeRoutes(node: {
  readonly self: Self;
  readonly store: Pick<Store, "commons" | "registry" | "deliveries" | "statistics">;
  readonly publisher: Publisher;
  readonly clock: () => number;
}): readonly Route[] {
  const { self, store, publisher, clock } = node;
  const facets = (kind: "tags" | "places", name: string): Route =>
    route({
      method: "get",
      path: `/${kind}`,
      role: "public",
      name,
      chapter: "events",
      summary: `${kind === "tags" ? "Tags" : "Places"} of what is to come, the most frequent first`,
      query: z.strictObject({
        limit: countIn(1, MOST_FACETS, "How many; 100 where it is left out").optional(),
      }),
      answer: listOf(facet),
      handle: async ({ query: { limit = 100 } }) => {
        const from = startOfToday(clock(), publisher.timezone);
        return { body: wholeList(await store.commons.facets(kind, { from, limit })) };
      },
    });

  return [
    facets("tags", "listTags"),
    facets("places", "listPlaces"),
    route({
      method: "get",
      path: "/health",
      role: "public",
      name: "getHealth",
      chapter: "node",
      summary: "The node answers, and its store can be read",
      answer: z
        .object({
          status: z.literal("ok"),
          time: instant,
          events: z.int(),
          conflicts: z.int(),
          last_change: maybeInstant,
        })
        .meta({ id: "Health" }),
      handle: async () => {
        const { events, conflicts, last_change } = statisticsJson(await store.statistics());
        return { body: { status: "ok" as const, time: instantOf(clock()), events, conflicts, last_change } };
      },
    }),
    route({
      method: "get",
      path: "/status",
      role: "reader",
      name: "getStatus",
      chapter: "node",
      summary: "The state of the node at a glance",
      answer: z
        .object({
          node: z.object({
            url: z.string(),
            name: z.string(),
            timezone: z.string(),
            fingerprint: z.string(),
          }),
          sample: z.boolean().describe("It shows the made-up sample city"),
          statistics: z.object({
            events: z.int(),
            versions: z.int(),
            conflicts: z.int(),
            sites: z.int(),
            peers: z.int(),
            schema: z.int(),
            bytes: z.int().describe("Size of the database"),
            last_change: maybeInstant,
          }),
          sites: z.record(z.string(), z.int()).describe("How many are in which state"),
          backlog: z.int().describe("Versions to deliver, over all peers"),
        })
        .meta({ id: "Status" }),
      handle: async () => {
        const { url, name, timezone, sample } = publisher;
        return {
          body: {
            node: { url, name, timezone, fingerprint: self.signer.fingerprint },
            sample,
            statistics: statisticsJson(await store.statistics()),
            sites: await statesOf(store.registry),
            backlog: (await store.deliveries.lag()).reduce((sum, { backlog }) => sum + backlog, 0),
          },
        };
      },
    }),
    route({
      method: "get",
      path: "/keys",
      role: "reader",
      name: "getKeys",
      chapter: "node",
      summary: "The fingerprint of the node's key, which operators tell each other, and its certificate",
      answer: z.object({ fingerprint: z.string(), certificate: z.string() }).meta({ id: "Keys" }),
      handle: async () => {
        const { fingerprint, certificate } = self.signer;
        return { body: { fingerprint, certificate } };
      },
    }),
  ];
}

async function statesOf(registry: Store["registry"]): Promise<Record<string, number>> {
  const enabled = (await sitesWithHealth(registry)).filter(({ site }) => site.enabled);
  const grouped = Map.groupBy(enabled, ({ site, health }) => siteState(site, health));
  return Object.fromEntries([...grouped].map(([state, sites]) => [state, sites.length]));
}
