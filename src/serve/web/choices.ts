import type { Facet } from "../../core/model/filter.ts";
import type { Site } from "../../core/model/site.ts";
import type { Store } from "../../store/contract.ts";

/** What readers may choose from. */
export interface Choices {
  readonly sites: readonly Site[];
  readonly tags: readonly Facet[];
  readonly places: readonly Facet[];
}

/** Tags and places to choose from: more would be no choice. */
const MOST = 60;
/** What is over by now still counts for so long, ms. */
const FRESH = 15 * 60_000;

/**
 * What readers may choose from at a moment (ms). Tags and places are counted over all that is to come, so they are
 * counted again only once something has changed, or time has gone on.
 */
export function choicesFrom(store: Pick<Store, "commons" | "registry">): (now: number) => Promise<Choices> {
  let counted: { readonly seq: number; readonly at: number; readonly facets: Facets } | null = null;
  return async (now) => {
    const { seq } = await store.commons.lastChange();
    if (counted === null || counted.seq !== seq || Math.abs(now - counted.at) > FRESH) {
      counted = { seq, at: now, facets: await countFacets(store.commons, now) };
    }
    const sites = (await store.registry.all()).filter(({ enabled }) => enabled);
    return { sites, ...counted.facets };
  };
}

type Facets = Omit<Choices, "sites">;

async function countFacets(commons: Pick<Store["commons"], "facets">, from: number): Promise<Facets> {
  const wanted = { from, limit: MOST };
  return { tags: await commons.facets("tags", wanted), places: await commons.facets("places", wanted) };
}
