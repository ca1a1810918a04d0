import { html } from "hono/html";
import { agendaPath, isNarrowed } from "./agenda-filter.ts";
import type { AgendaFilter } from "./agenda-filter.ts";
import type { Markup } from "./markup.ts";

/** Nothing to show, and what to do about it. */
export function emptyAgenda(filter: AgendaFilter, sites: number): Markup {
  return html`<div class="empty">
    ${isNarrowed(filter) ? noMatch(filter) : sites === 0 ? noSites() : nothingComing()}
  </div>`;
}

function noMatch(filter: AgendaFilter): Markup {
  return html`<h2>Nothing matches</h2>
    <p>Ask for less:</p>
    <ul>
      ${filter.q !== "" && html`<li><a href="${agendaPath(filter, { q: "" })}">without “${filter.q}”</a></li>`}
      ${
        (filter.from !== "" || filter.to !== "") &&
        html`<li><a href="${agendaPath(filter, { from: "", to: "" })}">on any date from today on</a></li>`
      }
      ${filter.site !== null && html`<li><a href="${agendaPath(filter, { site: null })}">in all calendars</a></li>`}
      <li><a href="/">everything that is coming</a></li>
    </ul>`;
}

function noSites(): Markup {
  return html`<h2>No calendars yet</h2>
    <p>This node follows no calendar so far. On the machine that it runs on:</p>
    <ol>
      <li><code>discal init</code> writes a <code>peers.yaml</code> that explains itself,</li>
      <li>put the addresses of calendars (iCalendar feeds, other DisCal nodes) into it,</li>
      <li>start the node again: their events appear here with the first poll.</li>
    </ol>`;
}

function nothingComing(): Markup {
  return html`<h2>Nothing is coming up</h2>
    <p>
      The calendars that this node follows announce nothing from now on, or have not been read yet. On the
      machine that it runs on, <code>discal status</code> says how each of them is doing.
    </p>`;
}
