import { html } from "hono/html";
import type { EventPage } from "../../store/event-list.ts";
import { dayOf } from "../feeds/window.ts";
import { pagePath } from "./agenda-filter.ts";
import { agendaRow } from "./agenda-row.ts";
import { byDay } from "./days.ts";
import type { DayOfEvents } from "./days.ts";
import type { Markup } from "./markup.ts";
import { longDay, zoneName } from "../../sinks/when.ts";

/** One page of an agenda. */
export interface ShownDays {
  readonly page: EventPage;
  /** First moment that was asked for, ms; null where the beginning is open. */
  readonly from: number | null;
  readonly now: number;
  readonly timezone: string;
  /** Where the same agenda begins. */
  readonly path: string;
}

/** Events under their days, and the way to later ones. */
export function agendaDays({ page, from, now, timezone, path }: ShownDays): Markup {
  const today = dayOf(now, timezone);
  const days = byDay(page.rows, from === null ? null : dayOf(from, timezone), timezone);
  const more = days.length > 1 || page.next !== null;
  return html`${days.map((each) => daySection(each, more, today, timezone))}
  ${
    page.next !== null &&
    html`<p class="more">
      <a class="button" rel="next" href="${pagePath(path, page.next)}">Later events</a>
    </p>`
  }`;
}

/** Which clock the times go by. */
export function zoneNote(timezone: string): Markup {
  return html`<p class="scope">
    All times are ${zoneName(timezone)} ${timezone !== "UTC" && html`<span class="zone">(${timezone})</span>`}
    unless they say otherwise.
  </p>`;
}

/** What is on for months must not stand between a reader and today: more of it than this is folded. */
const MOST_UNDER_WAY = 3;

function daySection(
  { day, rows }: DayOfEvents,
  more: boolean,
  today: Temporal.PlainDate,
  timezone: string,
): Markup {
  const id = `day-${day?.toString() ?? "before"}`;
  const list = html`<ol>
    ${rows.map((row) => agendaRow(row, { day, today, timezone }))}
  </ol>`;
  const folded = day === null && more && rows.length > MOST_UNDER_WAY;
  return html`<section class="day" aria-labelledby="${id}">
    ${day === null ? html`<h2 id="${id}">Already under way</h2>` : dayHeading(id, day, today)}
    ${
      folded
        ? html`<details>
            <summary>${rows.length} events that began before</summary>
            ${list}
          </details>`
        : list
    }
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
