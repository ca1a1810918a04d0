import { html } from "hono/html";
import type { Publisher } from "../../sinks/publisher.ts";
import type { EventPage } from "../../store/event-list.ts";
import { withQuery } from "../feeds/filter-query.ts";
import { scopeOfAll, scopeOfSite } from "../feeds/scope.ts";
import type { Scope } from "../feeds/scope.ts";
import { activeFilters } from "./active-filters.ts";
import { agendaDays, zoneNote } from "./agenda-days.ts";
import { agendaPath, isNarrowed } from "./agenda-filter.ts";
import type { AskedAgenda } from "./agenda-filter.ts";
import { agendaForm } from "./agenda-form.ts";
import type { Choices } from "./choices.ts";
import { emptyAgenda } from "./empty-agenda.ts";
import { renderPage } from "./layout.ts";
import { alternates, subscribeTo } from "./subscribe.ts";

/** All that the start page is made of. */
export interface Agenda {
  readonly publisher: Publisher;
  readonly asked: AskedAgenda;
  readonly choices: Choices;
  readonly page: EventPage;
  /** First moment that was asked for, ms; null where the beginning is open. */
  readonly from: number | null;
  readonly now: number;
}

/** The start page: what is coming, day by day. */
export function renderAgenda({ publisher, asked, choices, page, from, now }: Agenda): Promise<string> {
  const { filter, dates, cursor } = asked;
  const { timezone } = publisher;
  const narrowed = isNarrowed(asked);
  const scope = scopeOfAgenda(asked, publisher);
  const path = agendaPath(filter, dates);
  const followed = choices.sites.length;
  const main = html`
    ${followed > 0 && agendaForm(asked, choices)} ${activeFilters(asked)}
    ${narrowed && subscribeTo(scope, publisher, withQuery("/subscribe", path.slice(2)))}
    ${cursor !== "" && html`<p class="scope"><a href="${path}">Back to the first page</a></p>`}
    ${zoneNote(timezone)}
    ${page.rows.length === 0 ? emptyAgenda(asked, followed) : agendaDays({ page, from, now, timezone, path })}
  `;
  return renderPage({
    publisher,
    title: null,
    ...(narrowed && { tab: scope.name, ownFeed: true, head: alternates(scope) }),
    canonical: narrowed || cursor !== "" ? null : "/",
    main,
  });
}

/** What the agenda shows, for feeds: those of a site go by its own name. */
export function scopeOfAgenda(asked: AskedAgenda, publisher: Publisher): Scope {
  const [first, ...others] = asked.sites;
  return first !== undefined && others.length === 0
    ? scopeOfSite(first, asked)
    : scopeOfAll(publisher, asked, asked.sites);
}
