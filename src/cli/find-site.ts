import { nearest } from "../config/nearest.ts";
import type { Site } from "../core/model/site.ts";
import { UsageError } from "./exit.ts";

type Named = Pick<Site, "id" | "name" | "url">;

/** How many sites an error names. */
const mostListed = 10;

/** The site that a person means: by its number, name, address or host. Throws a UsageError where none or several fit. */
export function findSite<S extends Named>(sites: readonly S[], wanted: string, noun = "site"): S {
  const same = (text: string) => text.toLowerCase() === wanted.toLowerCase();
  const exact = sites.filter(({ id, name, url }) => String(id) === wanted || same(name) || same(url));
  const found = exact.length > 0 ? exact : sites.filter(({ url }) => same(URL.parse(url)?.host ?? ""));
  const [only, ...others] = found;
  if (only !== undefined && others.length === 0) return only;
  if (only !== undefined) {
    throw new UsageError(`several ${noun}s fit "${wanted}": name one by its number, ${listed(found)}`);
  }
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
