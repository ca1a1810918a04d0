import { declareSites } from "../../config/declare.ts";
import { filterOf, type FilterWords } from "../../config/filter-options.ts";
import type { PeersFile } from "../../config/options.ts";
import { DomainError } from "../../core/model/domain-error.ts";
import type { Site, SiteHealth } from "../../core/model/site.ts";
import { includes, type Token } from "../../core/model/token.ts";
import type { Operations } from "../../exchange/operations.ts";
import { publicSite } from "../../sinks/public-site.ts";
import { siteJson } from "../../sinks/site-json.ts";
import type { Polls } from "../../store/polls.ts";
import type { Registry, SiteChange } from "../../store/registry.ts";
import { knownSite } from "../feeds/known-site.ts";

/**
 * Adds what one entry of `sites:` or `peers:` says. One that is to be added disabled is neither polled nor pushed to
 * in the moment between.
 */
export async function addEntry(
  operations: Pick<Operations, "addSite" | "changeSite">,
  entry: Pick<PeersFile, "sites" | "peers">,
  enabled: boolean,
): Promise<Site> {
  const [wanted] = declareSites(entry);
  if (wanted === undefined) throw new DomainError("invalid", "There is nothing to add.");
  if (enabled) return operations.addSite(wanted);
  const { id } = await operations.addSite({ ...wanted, poll: null, push: false, accept: false });
  const { poll, push, accept } = wanted;
  return operations.changeSite(id, {
    enabled: false,
    poll,
    ...(wanted.kind === "peer" && { push, accept }),
  });
}

type FilterSaid = FilterWords | null | undefined;

/**
 * What a body changes of a site: `poll: false` is never, a filter that is null takes everything, and what is left out
 * stays.
 */
export function changeOf({
  poll,
  filters,
  ...rest
}: {
  readonly [Key in keyof Omit<SiteChange, "poll" | "filterIn" | "filterOut">]?: SiteChange[Key] | undefined;
} & {
  readonly poll?: string | false | undefined;
  readonly filters?: { readonly in?: FilterSaid; readonly out?: FilterSaid } | undefined;
}): SiteChange {
  const said = Object.entries({
    ...rest,
    poll: poll === false ? null : poll,
    filterIn: filters?.in === undefined ? undefined : filterOf(filters.in),
    filterOut: filters?.out === undefined ? undefined : filterOf(filters.out),
  });
  return Object.fromEntries(said.filter(([, value]) => value !== undefined));
}

/** May they see whole addresses? Whoever adds sites may. */
export function isAdmin(token: Token | null): boolean {
  return token !== null && includes(token.role, "admin");
}

/** Answers a change of a site with what it is by now; only admins make any. */
export function answerOf(polls: Pick<Polls, "healthOf">) {
  return async (site: Site) => ({ body: siteJson(site, await polls.healthOf(site.id), true) });
}

/** What is refused of a site, for those who may know its address, or for anybody. */
export function refusedOf(site: Site, health: SiteHealth | null, mayKnow: boolean) {
  return publicSite(site, health, mayKnow).refused;
}

/** The site that a path names, where it can be polled. Throws a DomainError `not-found` or `invalid`. */
export async function pollable(registry: Pick<Registry, "byId">, id: string): Promise<Site> {
  const site = await knownSite(registry, id);
  if (site.kind !== "file" && site.enabled) return site;
  const why = site.kind === "file" ? "is an imported file" : "is disabled";
  throw new DomainError("invalid", `“${site.name}” ${why}: it is not polled.`);
}
