import type { EventFilter } from "../../core/model/filter.ts";
import type { AtomEntry } from "../../sinks/atom.ts";
import type { Commons } from "../../store/commons.ts";
import type { Window } from "./window.ts";

/** Happenings that are gone through for those that come first of what changed together. */
const COMING = 1_000;

type Wanted = EventFilter & Window & { readonly from: number };

/**
 * The events to come that changed last, newest change first, at most `most`, each with its next happening. Of those that
 * changed together, as the events of one poll do, the ones that come first.
 */
export async function recentEvents(
  commons: Pick<Commons, "coming" | "recent" | "firstOf">,
  wanted: Wanted,
  most: number,
): Promise<readonly AtomEntry[]> {
  const changes = await commons.recent({ ...wanted, limit: most + 1 });
  // Where one more changed together with the last that has room, they compete for what room there is.
  const least =
    changes[most]?.changedAt === changes[most - 1]?.changedAt ? changes[most]?.changedAt : undefined;
  const certain = changes.filter(({ changedAt }) => changedAt !== least);
  const coming = least === undefined ? [] : await commons.coming({ ...wanted, limit: COMING });
  const first = coming.filter(({ changedAt }) => changedAt === least);
  const uids = [...certain, ...first, ...changes].map(({ uid }) => uid);
  const chosen = [...new Set(uids)].slice(0, most);
  const entries = await commons.firstOf(chosen, wanted);
  return entries.toSorted((a, b) => b.updated - a.updated || a.row.occurrence.start - b.row.occurrence.start);
}
