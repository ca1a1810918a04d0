import { html } from "hono/html";
import type { Site } from "../../core/model/site.ts";
import type { Publisher } from "../../sinks/publisher.ts";
import type { EventPage } from "../../store/contract.ts";
import { dayOf } from "../feeds/window.ts";
import { agendaPath, isNarrowed } from "./agenda-filter.ts";
import type { AgendaFilter } from "./agenda-filter.ts";
import { agendaForm } from "./agenda-form.ts";
import { agendaRow } from "./agenda-row.ts";
import { byDay } from "./days.ts";
import type { DayOfEvents } from "./days.ts";
import { emptyAgenda } from "./empty-agenda.ts";
import { renderPage, webcal } from "./layout.ts";
import type { Markup } from "./markup.ts";
import { longDay, zoneName } from "../../sinks/when.ts";

/** All that the start page is made of. */
export interface Agenda {
  readonly publisher: Publisher;
  readonly filter: AgendaFilter;
  /** Those that may be filtered by. */
  readonly sites: readonly Site[];
  readonly page: EventPage;
  /** First moment that was asked for, ms; null where the beginning is open. */
  readonly from: number | null;
  readonly now: number;
}

/** The start page: what is coming, day by day. */
export function renderAgenda(agenda: Agenda): Promise<string> {
  const { publisher, filter, sites, page, from, now } = agenda;
  const { timezone } = publisher;
  const today = dayOf(now, timezone);
  const days = byDay(page.rows, from === null ? null : dayOf(from, timezone), timezone);
  const main = html`
    ${sites.length > 0 && agendaForm(filter, sites)} ${scope(agenda)}
    ${
      days.length === 0
        ? emptyAgenda(filter, sites.length)
        : days.map((each) => daySection(each, today, timezone))
    }
    ${
      page.next !== null &&
      html`<p class="more">
        <a class="button" rel="next" href="${agendaPath(filter, { cursor: page.next })}">Later events</a>
      </p>`
    }
  `;
  return renderPage({
    publisher,
    title: null,
    canonical: isNarrowed(filter) || filter.cursor !== "" ? null : "/",
    main,
  });
}

function scope({ publisher, filter }: Agenda): Markup {
  const { q, from, to, site, cursor } = filter;
  const parts = [
    q !== "" && html`with <strong>${q}</strong>`,
    site !== null && html`shown by <strong>${site.name}</strong>`,
    from !== "" && html`from <strong>${from}</strong>`,
    to !== "" && html`until <strong>${to}</strong>`,
  ].filter((part) => part !== false);
  return html`${parts.length > 0 && html`<p class="scope">Events ${parts.map((part) => html`${part} `)}· <a href="/">Show all</a></p>`}
    ${cursor !== "" && html`<p class="scope"><a href="${agendaPath(filter)}">Back to the first page</a></p>`}
    ${
      site !== null &&
      html`<p class="scope">
        <a href="${webcal(`${publisher.url}/sites/${site.id}/feed.ics`)}">Subscribe to ${site.name}</a>
      </p>`
    }
    <p class="scope">
      All times are ${zoneName(publisher.timezone)}
      ${publisher.timezone !== "UTC" && html`<span class="zone">(${publisher.timezone})</span>`} unless they
      say otherwise.
    </p>`;
}

function daySection({ day, rows }: DayOfEvents, today: Temporal.PlainDate, timezone: string): Markup {
  const id = `day-${day?.toString() ?? "before"}`;
  return html`<section class="day" aria-labelledby="${id}">
    ${day === null ? html`<h2 id="${id}">Already under way</h2>` : dayHeading(id, day, today)}
    <ol>
      ${rows.map((row) => agendaRow(row, { day, today, timezone }))}
    </ol>
  </section>`;
}

function dayHeading(id: string, day: Temporal.PlainDate, today: Temporal.PlainDate): Markup {
  const distance = today.until(day).days;
  const nearby = distance === 0 ? "Today" : distance === 1 ? "Tomorrow" : null;
  const [weekday, number, ...month] = longDay(day, today).split(" ");
  return html`<h2 id="${id}">
    ${nearby !== null && html`<span class="nearby">${nearby}</span>`}
    <span class="weekday">${weekday}</span> <span class="number">${number}</span>
    <span class="month">${month.join(" ")}</span>
  </h2>`;
}
