import * as z from "zod";
import { siteOptions } from "../../config/options.ts";
import type { Site } from "../../core/model/site.ts";
import type { Operations } from "../../exchange/operations.ts";
import type { Store } from "../../store/contract.ts";
import { knownSite } from "../feeds/known-site.ts";
import { publicPolls } from "../feeds/poll-log.ts";
import { route, type Outcome, type Route } from "./route.ts";
import { addEntry, changeOf, isAdmin, pollable, refusedOf } from "./site-entry.ts";
import {
  healthShape,
  pollJson,
  pollShape,
  previewJson,
  previewShape,
  reportJson,
  reportShape,
  siteJson,
  siteShape,
} from "./site-shapes.ts";
import { countIn, line, listOf, wholeList, yesOrNo } from "./shapes.ts";

const MOST_POLLS = 100;

const newSite = siteOptions
  .extend({
    enabled: yesOrNo
      .meta({ description: "False to add it without polling it yet", default: true })
      .optional(),
  })
  .meta({ id: "NewSite" });

const siteChange = siteOptions
  .omit({ url: true })
  .partial()
  .extend({ enabled: yesOrNo.optional() })
  .meta({ id: "SiteChange" });

/** Feeds, and how polling them goes. */
export function siteRoutes(node: {
  readonly store: Pick<Store, "registry" | "polls" | "commons">;
  readonly operations: Operations;
}): readonly Route[] {
  const { store, operations } = node;
  const { registry, polls } = store;
  const answer = async (site: Site): Promise<Outcome<z.infer<typeof siteShape>>> => ({
    body: siteJson(site, await polls.healthOf(site.id), true),
  });

  return [
    route({
      method: "get",
      path: "/sites",
      role: "public",
      name: "listSites",
      chapter: "sites",
      summary: "Feeds, peers and imported files, in the order of the configuration",
      answer: listOf(siteShape),
      handle: async ({ token }) => {
        const health = new Map((await registry.health()).map((each) => [each.siteId, each]));
        const rows = (await registry.all()).filter(({ enabled }) => enabled || isAdmin(token));
        return {
          body: wholeList(rows.map((site) => siteJson(site, health.get(site.id) ?? null, isAdmin(token)))),
        };
      },
    }),
    route({
      method: "post",
      path: "/sites",
      role: "admin",
      name: "addSite",
      chapter: "sites",
      summary: "Add a feed beside those of the configuration file",
      about:
        "The options are those of `sites:` in peers.yaml. It is polled at once, unless `enabled` is false.",
      json: newSite,
      answer: siteShape,
      status: 201,
      handle: async ({ body: { enabled = true, ...entry } }) => {
        const site = await addEntry(operations, { sites: [entry] }, enabled);
        return { ...(await answer(site)), headers: { Location: `/api/v1/sites/${site.id}` } };
      },
    }),
    route({
      method: "post",
      path: "/sites/preview",
      role: "admin",
      name: "previewSite",
      chapter: "sites",
      summary: "Fetch a feed, and see how it would be taken in and what is refused; nothing is stored",
      json: z.strictObject({ url: siteOptions.shape.url }).meta({ id: "Address" }),
      answer: previewShape,
      handle: async ({ body }) => ({ body: previewJson(await operations.preview(body.url)) }),
    }),
    route({
      method: "get",
      path: "/sites/{id}",
      role: "public",
      name: "getSite",
      chapter: "sites",
      summary: "One site",
      answer: siteShape,
      handle: async ({ params, token }) => {
        const site = await knownSite(registry, params.id);
        return { body: siteJson(site, await polls.healthOf(site.id), isAdmin(token)) };
      },
    }),
    route({
      method: "patch",
      path: "/sites/{id}",
      role: "admin",
      name: "changeSite",
      chapter: "sites",
      summary: "Change a site that was added over the API or the command line",
      about: "What the configuration file declares is changed there.",
      json: siteChange,
      answer: siteShape,
      handle: async ({ params, body }) => {
        const { id } = await knownSite(registry, params.id);
        return answer(await operations.changeSite(id, changeOf(body)));
      },
    }),
    route({
      method: "delete",
      path: "/sites/{id}",
      role: "admin",
      name: "removeSite",
      chapter: "sites",
      summary: "Remove a site from sight; its events stay",
      handle: async ({ params }) => {
        const { id } = await knownSite(registry, params.id);
        await operations.changeSite(id, { enabled: false });
        return { body: null };
      },
    }),
    route({
      method: "post",
      path: "/sites/{id}/suspend",
      role: "admin",
      name: "suspendSite",
      chapter: "sites",
      summary: "Stop polling a site, whoever declared it, until it is resumed",
      json: z.strictObject({ reason: line(200, "Shown to everybody") }).meta({ id: "Suspension" }),
      answer: siteShape,
      handle: async ({ params, body }) => {
        const site = await knownSite(registry, params.id);
        await operations.suspendSite(site.id, body.reason);
        return answer(site);
      },
    }),
    route({
      method: "post",
      path: "/sites/{id}/resume",
      role: "admin",
      name: "resumeSite",
      chapter: "sites",
      summary: "Lift a suspension, and poll soon",
      answer: siteShape,
      handle: async ({ params }) => {
        const site = await knownSite(registry, params.id);
        await operations.resumeSite(site.id);
        return answer(site);
      },
    }),
    route({
      method: "post",
      path: "/sites/{id}/poll",
      role: "editor",
      name: "pollSite",
      chapter: "sites",
      summary: "Poll a site now, and see what changed",
      answer: reportShape,
      handle: async ({ params }) => {
        const site = await pollable(registry, params.id);
        const [report] = await operations.poll([site]);
        return { body: reportJson(report ?? { site, outcome: "busy", summary: null, reason: null }) };
      },
    }),
    route({
      method: "get",
      path: "/sites/{id}/health",
      role: "public",
      name: "getSiteHealth",
      chapter: "sites",
      summary: "How polling a site goes, and each component that is refused, with its line and why",
      answer: healthShape,
      handle: async ({ params, token }) => {
        const site = await knownSite(registry, params.id);
        const health = await polls.healthOf(site.id);
        return { body: { ...siteJson(site, health, isAdmin(token)), refused: refusedOf(site, health) } };
      },
    }),
    route({
      method: "get",
      path: "/sites/{id}/polls",
      role: "public",
      name: "listSitePolls",
      chapter: "sites",
      summary: "The last polls of a site, newest first; equal ones in a row are one line",
      query: z.strictObject({
        limit: countIn(1, MOST_POLLS, "How many; 20 where it is left out").optional(),
      }),
      answer: listOf(pollShape),
      handle: async ({ params, query: { limit = 20 } }) => {
        const site = await knownSite(registry, params.id);
        const entries = await publicPolls(store, site, limit);
        return { body: wholeList(entries.map(pollJson)) };
      },
    }),
  ];
}
