import { html } from "hono/html";
import type { Site } from "../../core/model/site.ts";
import type { AgendaFilter } from "./agenda-filter.ts";
import type { Markup } from "./markup.ts";

/** Search and filters: a plain GET form, open where a filter is set. */
export function agendaForm(filter: AgendaFilter, sites: readonly Site[]): Markup {
  const narrowed = filter.from !== "" || filter.to !== "" || filter.site !== null;
  return html`<form class="search" role="search" action="/" method="get">
    ${searchWords(filter.q)}
    <details ${narrowed && "open"}>
      <summary>Dates and calendars</summary>
      <div class="search-more">
        <p>
          <label for="from">From</label><input id="from" name="from" type="date" value="${filter.from}" />
        </p>
        <p><label for="to">To</label><input id="to" name="to" type="date" value="${filter.to}" /></p>
        <p>
          <label for="site">Calendar</label>
          <select id="site" name="site">
            <option value="">All calendars</option>
            ${sites.map(
              (site) =>
                html`<option value="${site.id}" ${site.id === filter.site?.id && "selected"}>
                  ${site.name}
                </option>`,
            )}
          </select>
        </p>
      </div>
    </details>
  </form>`;
}

/** The form with its words alone, for pages that have nothing to filter. */
export function searchForm(): Markup {
  return html`<form class="search" role="search" action="/" method="get">${searchWords("")}</form>`;
}

function searchWords(q: string): Markup {
  return html`<div class="search-words">
    <label class="unseen" for="q">Search title, place or tag</label>
    <input
      id="q"
      name="q"
      type="search"
      maxlength="200"
      value="${q}"
      placeholder="Title, place or tag"
      enterkeyhint="search"
    />
    <button type="submit">Search</button>
  </div>`;
}
