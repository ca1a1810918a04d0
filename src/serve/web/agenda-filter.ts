import { DomainError } from "../../core/model/domain-error.ts";
import type { Site } from "../../core/model/site.ts";
import type { EventQuery, Registry } from "../../store/contract.ts";
import { knownSite } from "../feeds/known-site.ts";
import { readWindow } from "../feeds/window.ts";

/** What the reader of the agenda asked for, as it stands in the URL; "" for nothing. */
export interface AgendaFilter {
  readonly q: string;
  readonly from: string;
  readonly to: string;
  readonly site: Site | null;
  readonly cursor: string;
}

/** Everything that is coming. */
export const NO_FILTER: AgendaFilter = { q: "", from: "", to: "", site: null, cursor: "" };

const PAGE = 60;
const MAX_SEARCH = 200;

/** Reads the filter; parameters of others are left alone. Throws a DomainError that says what was expected. */
export async function readFilter(
  given: Readonly<Record<string, string>>,
  registry: Pick<Registry, "byId">,
): Promise<AgendaFilter> {
  const value = (name: string) => (given[name] ?? "").trim();
  const q = value("q");
  if (q.length > MAX_SEARCH) {
    throw new DomainError("invalid", `A search may have ${MAX_SEARCH} characters, this one has ${q.length}.`);
  }
  const site = value("site") === "" ? null : await knownSite(registry, value("site"));
  return { q, from: value("from"), to: value("to"), site, cursor: value("cursor") };
}

/** The page of the store that a filter asks for: from now on, unless it names a day or lies in the past. */
export function queryOf(filter: AgendaFilter, timezone: string, now: number): EventQuery {
  const window = readWindow(filter, timezone);
  const past = window.to !== undefined && window.to <= now;
  return {
    ...(window.from === undefined && !past && { from: now }),
    ...window,
    ...(filter.q !== "" && { text: filter.q }),
    ...(filter.site !== null && { siteIds: [filter.site.id] }),
    ...(filter.cursor !== "" && { cursor: filter.cursor }),
    limit: PAGE,
  };
}

/** The agenda with this filter, changed in part; always from its first page, unless `cursor` says another. */
export function agendaPath(filter: AgendaFilter, change: Partial<AgendaFilter> = {}): string {
  const { q, from, to, site, cursor } = { ...filter, cursor: "", ...change };
  const parts = { q, from, to, site: site === null ? "" : String(site.id), cursor };
  const query = new URLSearchParams(Object.entries(parts).filter(([, value]) => value !== ""));
  return query.size === 0 ? "/" : `/?${query.toString()}`;
}

/** Does the reader see less than everything that is coming? */
export function isNarrowed(filter: AgendaFilter): boolean {
  return filter.q !== "" || filter.from !== "" || filter.to !== "" || filter.site !== null;
}
