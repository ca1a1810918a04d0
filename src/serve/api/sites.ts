import * as z from "zod";
import { siteOptions } from "../../config/site-options.ts";
import type { Operations } from "../../exchange/operations.ts";
import { previewJson } from "../../sinks/poll-json.ts";
import { siteJson } from "../../sinks/site-json.ts";
import type { Store } from "../../store/contract.ts";
import { knownSite } from "../feeds/known-site.ts";
import { sitesWithHealth } from "../feeds/site-health.ts";
import { route, type Route } from "./route.ts";
import { addEntry, answerOf, changeOf, isAdmin } from "./site-entry.ts";
import { previewShape, siteShape } from "./site-shapes.ts";
import { listOf, wholeList, yesOrNo } from "./shapes.ts";

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

/** Feeds: which there are. */
export function siteRoutes(node: {
  readonly store: Pick<Store, "registry" | "polls">;
  readonly operations: Operations;
}): readonly Route[] {
  const { store, operations } = node;
  const { registry, polls } = store;
  const answer = answerOf(polls);

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
        const rows = (await sitesWithHealth(registry)).filter(({ site }) => site.enabled || isAdmin(token));
        return { body: wholeList(rows.map(({ site, health }) => siteJson(site, health, isAdmin(token)))) };
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
  ];
}
