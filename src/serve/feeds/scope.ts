import type { SavedCalendar } from "../../core/model/calendar.ts";
import type { EventFilter } from "../../core/model/filter.ts";
import type { Publisher } from "../../sinks/publisher.ts";
import { filterQuery, withQuery } from "./filter-query.ts";
import { filterWords } from "./filter-words.ts";
import type { NamedSite } from "./filter-words.ts";
import type { Asked } from "./filter.ts";
import type { Window } from "./window.ts";

/** What a feed holds, how it is called, and where its forms stand. */
export interface Scope {
  readonly name: string;
  /** "" where nothing more is to be said. */
  readonly description: string;
  readonly filter: EventFilter;
  readonly window: Window;
  /** When it was last said otherwise what it holds, ms; 0 where its address says it. */
  readonly changedAt: number;
  /** From the root, with their queries. */
  readonly paths: {
    readonly html: string;
    readonly ics: string;
    readonly atom: string;
    readonly json: string;
  };
}

/** What was asked for of everything that a node knows: `Davis · music`. */
export function scopeOfAll(
  { name }: Pick<Publisher, "name">,
  { filter, dates, window }: Asked,
  sites: readonly NamedSite[],
): Scope {
  const query = filterQuery(filter, dates);
  const paths = {
    html: withQuery("/", query),
    ics: withQuery("/feed.ics", query),
    atom: withQuery("/feed.atom", query),
    json: withQuery("/events.json", query),
  };
  return { name: nameOf(name, filter, sites), description: "", filter, window, changedAt: 0, paths };
}

/** What was asked for of what a site shows. */
export function scopeOfSite(site: NamedSite, { filter, dates, window }: Asked): Scope {
  const { siteIds: _siteIds, ...rest } = filter;
  const narrowed = { ...rest, siteIds: [site.id] };
  const query = filterQuery(rest, dates);
  const paths = {
    html: withQuery("/", filterQuery(narrowed, dates)),
    ics: withQuery(`/sites/${site.id}/feed.ics`, query),
    atom: withQuery(`/sites/${site.id}/feed.atom`, query),
    json: withQuery("/events.json", filterQuery(narrowed, dates)),
  };
  const name = nameOf(site.name, rest, []);
  return { name, description: "", filter: narrowed, window, changedAt: 0, paths };
}

/** What a saved calendar holds, narrowed by nothing but dates. */
export function scopeOfCalendar(
  { slug, title, description, filter, changedAt }: SavedCalendar,
  { dates, window }: Pick<Asked, "dates" | "window">,
): Scope {
  const query = filterQuery({}, dates);
  const path = `/calendars/${slug}`;
  const paths = {
    html: withQuery(path, query),
    ics: withQuery(`${path}.ics`, query),
    atom: withQuery(`${path}.atom`, query),
    json: withQuery(`${path}.json`, query),
  };
  return { name: title, description, filter, window, changedAt, paths };
}

function nameOf(of: string, filter: EventFilter, sites: readonly NamedSite[]): string {
  const words = filterWords(filter, sites);
  const name = words === "" ? of : `${of} · ${words}`;
  // Lists of calendars have little room, and a search may be long.
  return name.length <= LONGEST
    ? name
    : `${name
        .slice(0, LONGEST - 1)
        .toWellFormed()
        .trimEnd()}…`;
}

const LONGEST = 120;
