import type { EventFilter } from "../../core/model/filter.ts";
import type { AtomEntry } from "../../sinks/atom.ts";
import type { Commons, EventRow } from "../../store/contract.ts";
import type { Window } from "./window.ts";

/** Objects that are looked at at a time. */
const PAGE = 500;

/**
 * The events to come that changed last, newest change first, at most `most`, each with its next happening. Of those that
 * changed together, as the events of one poll do, the ones that come first.
 */
export async function recentEvents(
  commons: Pick<Commons, "list" | "published" | "get">,
  filter: EventFilter & Window & { readonly from: number },
  most: number,
): Promise<readonly AtomEntry[]> {
  const changes = (await changesOf(commons, filter)).toSorted((a, b) => b.at - a.at);
  // What changed together with the last that has room competes for what room is left.
  const least = changes[most - 1]?.at ?? Number.NEGATIVE_INFINITY;
  const certain = changes.filter(({ at }) => at > least).map(({ uid }) => uid);
  const tied = new Set(changes.filter(({ at }) => at === least).map(({ uid }) => uid));
  const rows = [
    ...(await nextHappenings(commons, filter, certain)),
    ...(await firstOf(commons, filter, tied, most - certain.length)),
  ];
  const entries = await Promise.all(rows.map((row) => entryOf(commons, row)));
  return entries.toSorted((a, b) => b.updated - a.updated || a.row.occurrence.start - b.row.occurrence.start);
}

async function changesOf(
  commons: Pick<Commons, "published">,
  filter: EventFilter & Window & { readonly from: number },
): Promise<readonly { readonly uid: string; readonly at: number }[]> {
  const changes: { uid: string; at: number }[] = [];
  for (let after: string | undefined = ""; after !== undefined;) {
    const wanted = { ...filter, after, tombstonesSince: Number.MAX_SAFE_INTEGER, limit: PAGE };
    const page = await commons.published(wanted);
    const standing = page.filter(({ version }) => !version.deleted);
    changes.push(...standing.map(({ version, changedAt }) => ({ uid: version.uid, at: changedAt })));
    after = page.at(-1)?.version.uid;
  }
  return changes;
}

async function nextHappenings(
  commons: Pick<Commons, "list">,
  filter: EventFilter & Window,
  uids: readonly string[],
): Promise<readonly EventRow[]> {
  const pages = await Promise.all(uids.map((uid) => commons.list({ ...filter, uid, limit: 1 })));
  return pages.flatMap(({ rows }) => rows);
}

async function firstOf(
  commons: Pick<Commons, "list">,
  filter: EventFilter & Window,
  uids: ReadonlySet<string>,
  most: number,
): Promise<readonly EventRow[]> {
  const found = new Map<string, EventRow>();
  for (let cursor: string | null = ""; cursor !== null && found.size < Math.min(most, uids.size);) {
    const { rows, next } = await commons.list({ ...filter, ...(cursor !== "" && { cursor }), limit: PAGE });
    for (const row of rows) {
      const { uid } = row.event;
      if (uids.has(uid) && !found.has(uid) && found.size < most) found.set(uid, row);
    }
    cursor = next;
  }
  return [...found.values()];
}

async function entryOf(commons: Pick<Commons, "get">, row: EventRow): Promise<AtomEntry> {
  const stored = await commons.get(row.event.uid);
  const updated = stored?.changedAt ?? 0;
  const seen = (stored?.sightings ?? []).map(({ firstSeen }) => firstSeen);
  return { row, updated, published: Math.min(updated, ...seen) };
}
