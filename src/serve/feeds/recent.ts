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
  commons: Pick<Commons, "list" | "recent" | "get">,
  wanted: Wanted,
  most: number,
): Promise<readonly AtomEntry[]> {
  const known = await commons.recent({ ...wanted, limit: Math.max(most + 1, COMING) });
  const changes = known.slice(0, most + 1);
  // Where one more changed together with the last that has room, they compete for what room there is.
  const least =
    changes[most]?.changedAt === changes[most - 1]?.changedAt ? changes[most]?.changedAt : undefined;
  const certain = changes.filter(({ changedAt }) => changedAt !== least).map(({ uid }) => uid);
  const coming =
    least === undefined ? [] : await firstChangedAt(commons, wanted, known, least, most - certain.length);
  const others = changes.map(({ uid }) => uid);
  const chosen = [...new Set([...certain, ...coming, ...others])].slice(0, most);
  const entries = await Promise.all(chosen.map((uid) => entryOf(commons, wanted, uid)));
  return entries
    .flat()
    .toSorted((a, b) => b.updated - a.updated || a.row.occurrence.start - b.row.occurrence.start);
}

/** The first events to come that changed at a moment; `known`: the last changes, beyond which it is asked event by event. */
async function firstChangedAt(
  commons: Pick<Commons, "list" | "get">,
  wanted: Wanted,
  known: Awaited<ReturnType<Commons["recent"]>>,
  moment: number,
  most: number,
): Promise<readonly string[]> {
  const { rows } = await commons.list({ ...wanted, limit: COMING });
  const moments = new Map(known.map(({ uid, changedAt }) => [uid, changedAt]));
  const areAllKnown = known.length < COMING || known.at(-1)?.changedAt !== moment;
  const found: string[] = [];
  for (const uid of new Set(rows.map(({ event }) => event.uid))) {
    if (found.length === most) break;
    const at = moments.get(uid) ?? (areAllKnown ? null : (await commons.get(uid))?.changedAt);
    if (at === moment) found.push(uid);
  }
  return found;
}

/** The filter is known to hold: it would be asked of everything for each entry. */
async function entryOf(
  commons: Pick<Commons, "list" | "get">,
  { from, to }: Window,
  uid: string,
): Promise<readonly AtomEntry[]> {
  const window = { ...(from !== undefined && { from }), ...(to !== undefined && { to }) };
  const { rows } = await commons.list({ ...window, uid, limit: 1 });
  const stored = await commons.get(uid);
  if (stored === null) return [];
  const updated = stored.changedAt;
  const published = Math.min(updated, ...stored.sightings.map(({ firstSeen }) => firstSeen));
  return rows.map((row) => ({ row, updated, published }));
}
