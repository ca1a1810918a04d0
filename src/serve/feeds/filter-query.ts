import { tagKey } from "../../core/model/filter.ts";
import type { EventFilter } from "../../core/model/filter.ts";
import type { Dates } from "./filter.ts";
import { pointText, radiusText } from "./near.ts";

/**
 * A filter as the query that `readFilter` reads, without a question mark; "" for everything. The same filter gives the
 * same text, in whatever order its parts were written.
 */
export function filterQuery(filter: EventFilter, dates: Partial<Dates> = {}): string {
  const { text = "", tags = [], places = [], siteIds = [], near } = filter;
  const parts: readonly (readonly [string, string])[] = [
    ["q", text],
    ...byKey(tags).map((tag) => ["tag", tag] as const),
    ...byKey(places).map((place) => ["place", place] as const),
    ...siteIds.toSorted((a, b) => a - b).map((id) => ["site", String(id)] as const),
    ["near", near === undefined ? "" : pointText(near)],
    ["radius", near === undefined ? "" : radiusText(near.radius)],
    ["from", dates.from ?? ""],
    ["to", dates.to ?? ""],
  ];
  return queryText(parts.filter(([, value]) => value !== ""));
}

/** A path with a query behind it, where there is one. */
export function withQuery(path: string, query: string): string {
  return query === "" ? path : `${path}?${query}`;
}

/** Asks a filter for anything? */
export function isEmptyFilter(filter: EventFilter): boolean {
  return filterQuery(filter) === "";
}

/** Commas may stand in a query as they are (RFC 3986, section 3.4), and `near` is read by people. */
function queryText(parts: readonly (readonly [string, string])[]): string {
  return new URLSearchParams(parts.map(([name, value]) => [name, value])).toString().replaceAll("%2C", ",");
}

function byKey(names: readonly string[]): readonly string[] {
  return names.toSorted((a, b) => (tagKey(a) < tagKey(b) ? -1 : 1));
}
