import { siteJson } from "../../sinks/site-json.ts";
import type { SiteRow } from "../../serve/feeds/site-health.ts";

/** A site as its operator's programs read it: with its address, and with what is refused. */
export function rowJson({ site, health }: SiteRow): object {
  return { ...siteJson(site, health, true), refused: health?.refused ?? [] };
}
