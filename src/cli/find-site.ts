import { nearest } from "../config/nearest.ts";
import type { Site } from "../core/model/site.ts";
import { UsageError } from "./exit.ts";

type Named = Pick<Site, "id" | "name" | "url">;

/** How many sites an error names. */
const mostListed = 10;

/**
 * The site that a person means: by its number, name, address or host. Null where none fits; throws a UsageError where
 * several do.
 */
export function siteThatFits<S extends Named>(sites: readonly S[], wanted: string, noun = "site"): S | null {
  const same = (text: string) => text.toLowerCase() === wanted.toLowerCase();
  const exact = sites.filter(({ id, name, url }) => String(id) === wanted || same(name) || same(url));
  const found = exact.length > 0 ? exact : sites.filter(({ url }) => same(URL.parse(url)?.host ?? ""));
  const [only, ...others] = found;
  if (others.length === 0) return only ?? null;
  throw new UsageError(`several ${noun}s fit "${wanted}": name one by its number, ${listed(found)}`);
}

/** The same; throws a UsageError where none fits, too. */
export function findSite<S extends Named>(sites: readonly S[], wanted: string, noun = "site"): S {
  const site = siteThatFits(sites, wanted, noun);
  if (site !== null) return site;
  const meant = nearest(
    wanted,
    sites.map(({ name }) => name),
  );
  const known =
    sites.length > mostListed ? `\`npx discal ${noun}s\` lists them` : `known are ${listed(sites) || "none"}`;
  const hint = meant === null ? known : `did you mean "${meant}"?`;
  throw new UsageError(`there is no ${noun} "${wanted}"; ${hint}`);
}

function listed(sites: readonly Named[]): string {
  return sites.map(({ id, name }) => `${id} (${name})`).join(", ");
}
