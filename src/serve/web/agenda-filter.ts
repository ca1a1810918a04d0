import type { EventFilter } from "../../core/model/filter.ts";
import type { Site } from "../../core/model/site.ts";
import type { EventQuery } from "../../store/event-list.ts";
import type { Registry } from "../../store/registry.ts";
import { filterQuery, isEmptyFilter, withQuery } from "../feeds/filter-query.ts";
import { readAsked, single } from "../feeds/filter.ts";
import type { Asked, AskedDates, Dates } from "../feeds/filter.ts";
import { knownSites } from "../feeds/known-site.ts";

/** What the reader of the agenda asked for. */
export interface AskedAgenda extends Asked {
  /** Those that the filter names. */
  readonly sites: readonly Site[];
  /** Where a page after the first begins, "" for the first. */
  readonly cursor: string;
}

const PAGE = 60;

/** Reads what is asked for; parameters of others are left alone. Throws a DomainError that says what was expected. */
export async function readAgenda(
  given: URLSearchParams,
  registry: Pick<Registry, "byId">,
  timezone: string,
): Promise<AskedAgenda> {
  const asked = readAsked(given, timezone);
  const sites = await knownSites(registry, asked.filter.siteIds);
  return { ...asked, sites, cursor: single(given, "cursor") };
}

/** The page of the store that is asked for: from now on, unless a day is named or all lies in the past. */
export function agendaQuery(
  filter: EventFilter,
  { window }: Pick<AskedDates, "window">,
  cursor: string,
  now: number,
): EventQuery {
  const past = window.to !== undefined && window.to <= now;
  return {
    ...(window.from === undefined && !past && { from: now }),
    ...window,
    ...filter,
    ...(cursor !== "" && { cursor }),
    limit: PAGE,
  };
}

/** The agenda with a filter, from its first page. */
export function agendaPath(filter: EventFilter, dates: Partial<Dates> = {}): string {
  return withQuery("/", filterQuery(filter, dates));
}

/** A page of the same agenda that begins elsewhere. */
export function pagePath(path: string, cursor: string): string {
  return `${path}${path.includes("?") ? "&" : "?"}cursor=${encodeURIComponent(cursor)}`;
}

/** Does the reader see less than everything that is coming? */
export function isNarrowed({ filter, dates }: Asked): boolean {
  return !isEmptyFilter(filter) || dates.from !== "" || dates.to !== "";
}
