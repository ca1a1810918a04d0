import type { PollEntry } from "../../core/model/poll-entry.ts";
import type { Site } from "../../core/model/site.ts";
import { publicPoll } from "../../sinks/public-site.ts";
import type { Store } from "../../store/contract.ts";

/**
 * The log of a site's polls as anybody may read it, newest first: without addresses, and without events that are shown
 * no more, such as those that became private.
 */
export async function publicPolls(
  store: {
    readonly polls: Pick<Store["polls"], "history">;
    readonly commons: Pick<Store["commons"], "shown">;
  },
  site: Pick<Site, "id" | "url">,
  limit: number,
): Promise<readonly PollEntry[]> {
  const entries = await store.polls.history(site.id, limit);
  const shown = await store.commons.shown(entries.flatMap(({ changes }) => changes.map(({ uid }) => uid)));
  return entries.map((entry) => {
    const changes = entry.changes.filter(({ uid }) => shown.has(uid));
    return publicPoll({ ...entry, changes }, site);
  });
}
