import { html } from "hono/html";
import type { SavedCalendar } from "../../core/model/calendar.ts";
import type { Publisher } from "../../sinks/publisher.ts";
import type { EventPage } from "../../store/event-list.ts";
import { filterWords } from "../feeds/filter-words.ts";
import type { NamedSite } from "../feeds/filter-words.ts";
import type { Scope } from "../feeds/scope.ts";
import { agendaDays, zoneNote } from "./agenda-days.ts";
import { renderPage } from "./layout.ts";
import type { Markup } from "./markup.ts";
import { linkedText } from "./safe-text.ts";
import { alternates, subscribeTo } from "./subscribe.ts";

/** All saved calendars. */
export function renderCalendars(
  calendars: readonly SavedCalendar[],
  sites: readonly NamedSite[],
  publisher: Publisher,
): Promise<string> {
  const main = html`<article class="page">
    <h1>Calendars</h1>
    <p>
      ${
        calendars.length === 0
          ? html`None is saved here so far. <a href="/">The agenda</a> can be narrowed by tag, place and more,
              and whatever it shows then can be subscribed to.`
          : "Chosen from everything that this node knows, each to be read or subscribed to."
      }
    </p>
    <ul class="cards">
      ${calendars.map((calendar) => card(calendar, sites))}
    </ul>
  </article>`;
  return renderPage({ publisher, title: "Calendars", canonical: "/calendars", main });
}

/** All that the page of a saved calendar is made of. */
export interface ShownCalendar {
  readonly calendar: SavedCalendar;
  readonly scope: Scope;
  readonly sites: readonly NamedSite[];
  readonly page: EventPage;
  /** First moment that was asked for, ms; null where the beginning is open. */
  readonly from: number | null;
  /** Not its first page. */
  readonly later: boolean;
}

/** The agenda of a saved calendar. */
export function renderCalendar(shown: ShownCalendar, publisher: Publisher, now: number): Promise<string> {
  const { calendar, scope, sites, page, from, later } = shown;
  const { slug, title, description, filter } = calendar;
  const { timezone } = publisher;
  const path = scope.paths.html;
  const main = html`<div class="page">
      <p class="back">
        <a href="/calendars"><span aria-hidden="true">← </span>All calendars</a>
      </p>
      <h1>${title}</h1>
      ${description !== "" && html`<p>${linkedText(description)}</p>`}
      <p class="scope">${filterWords(filter, sites) || "Everything that is coming"}</p>
      ${subscribeTo(scope, publisher, `/subscribe?calendar=${slug}`)} ${zoneNote(timezone)}
      ${later && html`<p class="scope"><a href="${path}">Back to the first page</a></p>`}
    </div>
    ${
      page.rows.length === 0
        ? html`<p class="empty">Nothing in it is coming up.</p>`
        : agendaDays({ page, from, now, timezone, path })
    }`;
  const canonical = later || path.includes("?") ? null : path;
  return renderPage({ publisher, title, canonical, ownFeed: true, head: alternates(scope), main });
}

function card({ slug, title, description, filter }: SavedCalendar, sites: readonly NamedSite[]): Markup {
  return html`<li class="card">
    <h2><a href="/calendars/${slug}">${title}</a></h2>
    ${description !== "" && html`<p>${description}</p>`}
    <p class="aside">${filterWords(filter, sites) || "Everything that is coming"}</p>
  </li>`;
}
