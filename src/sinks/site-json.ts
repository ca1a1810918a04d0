import { filterWords } from "../config/filter-options.ts";
import type { Site, SiteHealth } from "../core/model/site.ts";
import { instantOf } from "./instant.ts";
import { publicSite } from "./public-site.ts";

/** The JSON of a site and of how polling it goes; its address for those who may know it. */
export function siteJson(site: Site, health: SiteHealth | null, mayKnow: boolean) {
  const shown = publicSite(site, health, mayKnow);
  const { id, kind, name, host, tags, state, events, failures, reason } = shown;
  const { url, declared, enabled, poll, lead } = site;
  const filters = { in: filterWords(site.filterIn) };
  return {
    id,
    kind,
    name,
    host,
    tags,
    state,
    events,
    last_poll: instantOf(shown.lastPoll),
    last_success: instantOf(shown.lastSuccess),
    next_poll: instantOf(shown.nextPoll),
    failing_since: instantOf(shown.failingSince),
    failures,
    reason,
    refused_count: shown.refused.length,
    settings: mayKnow ? { url, declared, enabled, poll, lead, filters } : null,
  };
}
