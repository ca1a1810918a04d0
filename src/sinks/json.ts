import type { EventRow } from "../store/event-list.ts";
import { eventPath } from "./event-path.ts";
import { instantOf } from "./instant.ts";
import type { Publisher } from "./publisher.ts";

/** One edge of a happening. */
export interface MomentJson {
  /** `2026-03-16` or `2026-03-16T19:00:00`, as its author wrote it. */
  readonly local: string;
  /** IANA zone of `local`; null for dates and floating times. */
  readonly zone: string | null;
  /** The instant, `2026-03-16T18:00:00Z`; dates and floating times are taken in the node's zone. */
  readonly utc: string;
}

/** One happening of an event, as `/events.json` lists it. Nothing is left out; what is unknown is null or empty. */
export interface EventJson {
  readonly uid: string;
  readonly title: string;
  readonly start: MomentJson;
  /** The first moment after it; of an all-day event the day after its last. */
  readonly end: MomentJson;
  readonly all_day: boolean;
  readonly recurring: boolean;
  readonly status: "confirmed" | "tentative" | "cancelled";
  /** True where no site shows it any more that once did. */
  readonly not_in_feed: boolean;
  /** True where the zone had to be guessed. */
  readonly zone_guessed: boolean;
  readonly location: string;
  readonly geo: { readonly latitude: number; readonly longitude: number } | null;
  readonly description: string;
  readonly url: string | null;
  readonly image: string | null;
  readonly organizer: string | null;
  readonly tags: readonly string[];
  /** Names of the sites that show it. */
  readonly sites: readonly string[];
  readonly links: { readonly html: string; readonly ics: string };
}

/** The JSON of one row of the agenda. */
export function eventJson(row: EventRow, publisher: Pick<Publisher, "url">): EventJson {
  const { event, occurrence } = row;
  const page = publisher.url + eventPath(event.uid);
  const moment = (local: string, at: number): MomentJson => ({
    local,
    zone: occurrence.zone,
    utc: instantOf(at),
  });
  return {
    uid: event.uid,
    title: occurrence.title ?? event.title,
    start: moment(occurrence.localStart, occurrence.start),
    end: moment(occurrence.localEnd, occurrence.end),
    all_day: occurrence.allDay,
    recurring: event.recurring,
    status:
      occurrence.cancelled || event.cancelled ? "cancelled" : event.tentative ? "tentative" : "confirmed",
    not_in_feed: row.notInFeed,
    zone_guessed: event.zoneGuessed,
    location: occurrence.location ?? event.location,
    geo: event.geo,
    description: event.description,
    url: event.url,
    image: event.image,
    organizer: event.organizer,
    tags: row.tags,
    sites: row.sites,
    links: { html: page, ics: `${page}.ics` },
  };
}
