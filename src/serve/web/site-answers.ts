import type { Publisher } from "../../sinks/publisher.ts";
import { publicSite } from "../../sinks/public-site.ts";
import type { Store } from "../../store/contract.ts";
import { taggedAnswer } from "../feeds/conditional.ts";
import { readAsked } from "../feeds/filter.ts";
import { knownSite } from "../feeds/known-site.ts";
import { publicPolls } from "../feeds/poll-log.ts";
import { scopeOfSite } from "../feeds/scope.ts";
import { sitesWithHealth } from "../feeds/site-health.ts";
import { pageHeaders } from "./headers.ts";
import { renderSite } from "./site-page.ts";
import { renderSites } from "./sites-page.ts";

const POLLS = 20;

/** `GET /sites`: those that are followed. */
export async function sitesAnswer(
  request: Request,
  { registry }: Pick<Store, "registry">,
  publisher: Publisher,
  now: number,
): Promise<Response> {
  const followed = (await sitesWithHealth(registry)).filter(({ site }) => site.enabled);
  const sites = followed.map(({ site, health }) => publicSite(site, health));
  const html = await renderSites(sites, publisher, { now, timezone: publisher.timezone });
  return taggedAnswer(request, html, pageHeaders);
}

/** `GET /sites/:id`: also one that is followed no more, whose events stay. */
export async function siteAnswer(
  request: Request,
  store: Pick<Store, "registry" | "polls" | "commons">,
  publisher: Publisher,
  now: number,
  id: string,
): Promise<Response> {
  const site = await knownSite(store.registry, id);
  const told = publicSite(site, await store.polls.healthOf(site.id));
  const shown = {
    site: told,
    polls: await publicPolls(store, site, POLLS),
    scope: scopeOfSite(told, readAsked(new URLSearchParams(), publisher.timezone)),
  };
  const html = await renderSite(shown, publisher, { now, timezone: publisher.timezone });
  return taggedAnswer(request, html, pageHeaders);
}
