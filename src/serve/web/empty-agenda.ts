import { html } from "hono/html";
import { isNarrowed } from "./agenda-filter.ts";
import type { AskedAgenda } from "./agenda-filter.ts";
import type { Markup } from "./markup.ts";

/** Nothing to show, and what to do about it. */
export function emptyAgenda(asked: AskedAgenda, sites: number): Markup {
  return html`<div class="empty">
    ${isNarrowed(asked) ? noMatch() : sites === 0 ? noSites() : nothingComing()}
  </div>`;
}

function noMatch(): Markup {
  return html`<h2>Nothing matches</h2>
    <p>Take away one of the filters above, or see <a href="/">everything that is coming</a>.</p>`;
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
      The calendars that this node follows announce nothing from now on, or have not been read yet:
      <a href="/sites">how each of them is doing</a>.
    </p>`;
}
