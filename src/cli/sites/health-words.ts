import type { SiteHealth } from "../../core/model/site.ts";
import type { SiteRow } from "../../serve/feeds/site-health.ts";
import { siteState } from "../../sinks/public-site.ts";
import { minuteText } from "../../sinks/moment.ts";

/** How polling a site goes, in a word or two. */
export function healthWord({ site, health }: SiteRow): string {
  return siteState(site, health).replace("-", " ");
}

/** Why a site is not read, since when, and what to do; null where nothing is wrong. */
export function troubleText({ site, health }: SiteRow, timezone: string): string | null {
  if (!site.enabled || health === null) return null;
  const failing = isFailing(health)
    ? `failing since ${minuteText(health.failingSince, timezone)}: ${health.lastReason ?? ""}`
    : null;
  if (!health.suspended) return failing;
  const again = `\`npx discal sites resume ${site.id}\` polls it again`;
  return failing === null
    ? `suspended: ${health.lastReason ?? "by an operator"} (${again})`
    : `${failing} (suspended; ${again})`;
}

function isFailing(health: SiteHealth | null): boolean {
  return health !== null && health.failingSince !== null;
}
