import type { Site } from "../../core/model/site.ts";

/** The peers among the sites of the registry. */
export function peersOf(sites: readonly Site[]): readonly Site[] {
  return sites.filter(({ kind }) => kind === "peer");
}
