import { html } from "hono/html";
import { filterParts } from "../feeds/filter-words.ts";
import { agendaPath, isNarrowed } from "./agenda-filter.ts";
import type { AskedAgenda } from "./agenda-filter.ts";
import type { Markup } from "./markup.ts";

/** What narrows the agenda, each with a way to take it back. */
export function activeFilters(asked: AskedAgenda): Markup | false {
  if (!isNarrowed(asked)) return false;
  return html`<div class="active">
    <p id="active">Only events</p>
    <ul class="chips" aria-labelledby="active">
      ${waysBack(asked).map(
        ({ words, path }) =>
          html`<li>
            <a href="${path}"
              >${words}<span aria-hidden="true"> ×</span
              ><span class="unseen"> (take this filter away)</span></a
            >
          </li>`,
      )}
    </ul>
    <p><a class="quiet" href="/">Show all</a></p>
  </div>`;
}

/** Each wish in words, and the agenda without it. */
function waysBack({
  filter,
  dates,
  sites,
}: AskedAgenda): readonly { readonly words: string; readonly path: string }[] {
  const { from, to } = dates;
  return [
    ...filterParts(filter, sites).map(({ words, without }) => ({ words, path: agendaPath(without, dates) })),
    ...(from === "" ? [] : [{ words: `from ${from}`, path: agendaPath(filter, { to }) }]),
    ...(to === "" ? [] : [{ words: `until ${to}`, path: agendaPath(filter, { from }) }]),
  ];
}
