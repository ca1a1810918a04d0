import type { Site, SiteHealth } from "../../core/model/site.ts";
import { instantOf } from "../../sinks/instant.ts";

/** A site as it was added or changed, for programs. */
export function siteJson(site: Site): object {
  const { id, kind, url, name, declared, enabled, poll, tags, lead, push, accept, fingerprint } = site;
  return { id, kind, url, name, declared, enabled, poll, tags, lead, push, accept, fingerprint };
}

/** How polling a site goes, for programs. */
export function healthJson(health: SiteHealth): object {
  return {
    events: health.events,
    last_poll: instantOf(health.lastPoll),
    last_success: instantOf(health.lastSuccess),
    failing_since: instantOf(health.failingSince),
    failures: health.failures,
    suspended: health.suspended,
    reason: health.lastReason,
    next_poll: instantOf(health.nextPoll),
    refused: health.refused,
  };
}
