import type { Site, SiteHealth } from "../../core/model/site.ts";
import type { Registry } from "../../store/registry.ts";

/** A site with its health; null where it was never polled. */
export interface SiteRow {
  readonly site: Site;
  readonly health: SiteHealth | null;
}

/** All sites of the registry, in the order of the configuration. */
export async function sitesWithHealth(
  registry: Pick<Registry, "all" | "health">,
): Promise<readonly SiteRow[]> {
  const health = new Map((await registry.health()).map((each) => [each.siteId, each]));
  return (await registry.all()).map((site) => ({ site, health: health.get(site.id) ?? null }));
}
