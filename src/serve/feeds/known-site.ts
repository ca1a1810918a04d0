import { DomainError } from "../../core/model/domain-error.ts";
import type { Site } from "../../core/model/site.ts";
import type { Registry } from "../../store/registry.ts";

/** The site that an id in a URL names; throws a DomainError `not-found` where there is none. */
export async function knownSite(registry: Pick<Registry, "byId">, id: string): Promise<Site> {
  const site = /^[1-9]\d{0,8}$/.test(id) ? await registry.byId(Number(id)) : null;
  if (site !== null) return site;
  throw new DomainError(
    "not-found",
    `This node knows no site “${id.slice(0, 40)}”: the start page offers those that it knows.`,
    { parameter: "site" },
  );
}

/** The sites that a filter names; throws a DomainError `not-found` for one that is unknown. */
export function knownSites(
  registry: Pick<Registry, "byId">,
  ids: readonly number[] = [],
): Promise<readonly Site[]> {
  return Promise.all(ids.map((id) => knownSite(registry, String(id))));
}
