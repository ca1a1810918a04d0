import { describe } from "../../core/ical/event.ts";
import type { Site } from "../../core/model/site.ts";
import type { Version } from "../../core/model/version.ts";
import type { EventSummary } from "../../core/model/event.ts";
import type { StoredObject } from "../../store/commons.ts";
import type { EventRow } from "../../store/event-list.ts";
import type { Store } from "../../store/contract.ts";
import { pendingChange, type Pending } from "./pending.ts";

/** An object that has something to show. */
export interface PublishedEvent {
  readonly stored: StoredObject;
  /** What all nodes publish. */
  readonly winner: Version;
  /** What people are shown of it here. */
  readonly shown: Version;
}

/** All that the page of an event tells. */
export interface ShownEvent {
  readonly event: EventSummary;
  readonly tags: readonly string[];
  /** Its next happenings; where all are past the first ones; none where its rule could not be followed. */
  readonly dates: readonly EventRow[];
  /** There are further happenings after these. */
  readonly more: boolean;
  readonly past: boolean;
  readonly shownBy: readonly { readonly site: Site; readonly missing: boolean }[];
  /** Those of `tags` that its sites add here. */
  readonly localTags: readonly string[];
  /** Other versions at the same revision, of which one had to win. */
  readonly rivals: readonly Version[];
  /** This node shows it otherwise than others do. */
  readonly otherwise: boolean;
  readonly pending: Pending | null;
}

const DATES = 8;

/** Gathers what is known of an event. */
export async function gatherEvent(
  store: Pick<Store, "commons" | "registry" | "errands">,
  { stored, winner, shown }: PublishedEvent,
  now: number,
): Promise<ShownEvent> {
  const { uid } = stored;
  const coming = await store.commons.list({ uid, from: now, limit: DATES });
  const past = coming.rows.length === 0;
  const page = past ? await store.commons.list({ uid, limit: DATES }) : coming;
  const event = page.rows[0]?.event ?? describe(shown.text);
  const tags = page.rows[0]?.tags ?? event.categories;
  const sites = await store.registry.all();
  return {
    event,
    tags,
    localTags: tags.filter((tag) => !event.categories.includes(tag)),
    dates: page.rows,
    more: page.next !== null,
    past: past && page.rows.length > 0,
    shownBy: stored.sightings.flatMap(({ siteId, missingSince }) =>
      sites.filter(({ id }) => id === siteId).map((site) => ({ site, missing: missingSince !== null })),
    ),
    rivals: (stored.state[winner.class]?.versions ?? []).filter(({ digest }) => digest !== winner.digest),
    otherwise: shown.digest !== winner.digest,
    pending: await pendingChange(store, stored),
  };
}
