import type { EventFilter } from "../../core/model/filter.ts";
import type { Store } from "../../store/contract.ts";
import { etagOf } from "./conditional.ts";

/**
 * The tag of a feed, from what its answer is made of beside the store (`ground`), and when something in it last changed,
 * ms. Touches no object: a site's local tags are a change of all that show what it shows. Of a filter only its sites count: a
 * change elsewhere makes a tag anew, never too late.
 */
export async function feedState(
  store: Pick<Store, "commons" | "epoch">,
  ground: readonly unknown[],
  { siteIds }: Pick<EventFilter, "siteIds">,
): Promise<{ readonly etag: string; readonly changedAt: number }> {
  const { seq, at } = await store.commons.lastChange(siteIds);
  return { etag: etagOf(store.epoch, String(seq), JSON.stringify(ground)), changedAt: at };
}
