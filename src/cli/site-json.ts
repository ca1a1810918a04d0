import type { SitePreview } from "../core/model/poll-entry.ts";
import type { Site, SiteHealth } from "../core/model/site.ts";
import { instant } from "./moment.ts";

/** A site as it was added or changed, for programs. */
export function siteJson(site: Site): object {
  const { id, kind, url, name, declared, enabled, poll, tags, lead, push, accept, fingerprint } = site;
  return { id, kind, url, name, declared, enabled, poll, tags, lead, push, accept, fingerprint };
}

/** How polling a site goes, for programs. */
export function healthJson(health: SiteHealth): object {
  return {
    events: health.events,
    last_poll: instant(health.lastPoll),
    last_success: instant(health.lastSuccess),
    failing_since: instant(health.failingSince),
    failures: health.failures,
    suspended: health.suspended,
    last_reason: health.lastReason,
    next_poll: instant(health.nextPoll),
    refused: health.refused,
  };
}

/** What a feed would bring, for programs. */
export function previewJson({ refreshMs, first, last, ...preview }: SitePreview): object {
  return { ...preview, refresh_ms: refreshMs, first: instant(first), last: instant(last) };
}
