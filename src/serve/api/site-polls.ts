import * as z from "zod";
import type { Operations } from "../../exchange/operations.ts";
import { pollJson } from "../../sinks/poll-json.ts";
import { siteJson } from "../../sinks/site-json.ts";
import type { Store } from "../../store/contract.ts";
import { knownSite } from "../feeds/known-site.ts";
import { publicPolls } from "../feeds/poll-log.ts";
import { sitesWithHealth } from "../feeds/site-health.ts";
import { route, type Route } from "./route.ts";
import { countIn, line, listOf, wholeList } from "./shapes.ts";
import { answerOf, isAdmin, pollable, refusedOf } from "./site-entry.ts";
import { healthShape, pollShape, reportJson, reportShape, siteShape } from "./site-shapes.ts";

const MOST_POLLS = 100;

/** How polling sites goes, and what an operator does about it. */
export function sitePollRoutes(node: {
  readonly store: Pick<Store, "registry" | "polls" | "commons">;
  readonly operations: Operations;
}): readonly Route[] {
  const { store, operations } = node;
  const { registry, polls } = store;
  const answer = answerOf(polls);

  return [
    route({
      method: "post",
      path: "/sites/{id}/suspend",
      role: "admin",
      name: "suspendSite",
      chapter: "sites",
      summary: "Stop polling a site, and pushing to a peer, whoever declared it, until it is resumed",
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
      about: "That a private event is among them is told to admins alone.",
      answer: healthShape,
      handle: async ({ params, token }) => {
        const site = await knownSite(registry, params.id);
        const health = await polls.healthOf(site.id);
        const mayKnow = isAdmin(token);
        return { body: { ...siteJson(site, health, mayKnow), refused: refusedOf(site, health, mayKnow) } };
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
    route({
      method: "post",
      path: "/polls",
      role: "editor",
      name: "pollAll",
      chapter: "sites",
      summary: "Poll all sites that are polled by themselves, as soon as may be",
      about:
        "Answers before they are polled: `GET /sites` shows how it goes. Suspended sites stay as they are.",
      answer: z.object({ sites: z.int().describe("How many are polled") }).meta({ id: "PollsAsked" }),
      status: 202,
      handle: async () => {
        const due = (await sitesWithHealth(registry)).filter(
          ({ site: { kind, enabled, poll }, health }) =>
            kind !== "file" && enabled && poll !== null && health?.suspended !== true,
        );
        for (const { site } of due) await operations.resumeSite(site.id);
        return { body: { sites: due.length } };
      },
    }),
  ];
}
