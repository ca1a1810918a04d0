import { html } from "hono/html";
import { eventPath } from "../../sinks/event-path.ts";
import type { EventRow } from "../../store/event-list.ts";
import { agendaPath } from "./agenda-filter.ts";
import type { Markup } from "./markup.ts";
import { placePath } from "./place-path.ts";
import { isWebAddress } from "./safe-text.ts";
import { timeOf } from "./time-of.ts";
import { whenOf } from "../../sinks/when.ts";
import type { Standpoint } from "../../sinks/when.ts";

/** One happening in the agenda, an h-event. */
export function agendaRow(row: EventRow, from: Standpoint): Markup {
  const { event, occurrence } = row;
  const cancelled = isCancelled(row);
  const title = occurrence.title ?? event.title;
  const place = occurrence.location ?? event.location;
  return html`<li class="event h-event${cancelled && " is-cancelled"}">
    <p class="when">${timeOf(whenOf(occurrence, from))}</p>
    <div class="what">
      <h3>
        <a class="u-url" href="${eventPath(event.uid)}"
          >${
            cancelled
              ? html`<s class="p-name">${named(title)}</s>`
              : html`<span class="p-name">${named(title)}</span>`
          }</a
        >
        ${flags(row)}
      </h3>
      ${place !== "" && html`<p class="where">${where(place)}</p>`}
      <div class="about">
        ${row.sites.length > 0 && html`<p class="by"><span class="unseen">Shown by </span>${row.sites.join(", ")}</p>`}
        ${row.tags.length > 0 && tagsOf(row)}
      </div>
    </div>
  </li>`;
}

function where(place: string): Markup {
  if (isWebAddress(place)) return html`<span class="p-location">Online</span>`;
  const path = placePath(place);
  if (path === null) return html`<span class="p-location">${place}</span>`;
  return html`<a class="p-location" href="${path}">${place}</a>`;
}

function tagsOf({ tags }: EventRow): Markup {
  return html`<ul class="row-tags" aria-label="Tags">
    ${tags
      .slice(0, MOST_TAGS)
      .map((tag) => html`<li><a class="p-category" href="${agendaPath({ tags: [tag] })}">${tag}</a></li>`)}
  </ul>`;
}

/** Some feeds give a dozen to each event; its page has them all. */
const MOST_TAGS = 4;

/** What has to be known before one goes there. */
export function flags(row: EventRow): Markup {
  return html`${isCancelled(row) && html`<strong class="flag is-bad">Cancelled</strong>`}${
    !isCancelled(row) && row.event.tentative && html`<strong class="flag">To be confirmed</strong>`
  }${row.notInFeed && html`<strong class="flag">No longer in its feed</strong>`}`;
}

export function isCancelled({ event, occurrence }: EventRow): boolean {
  return event.cancelled || occurrence.cancelled;
}

/** Something to click on, whatever the organiser left out. */
export function named(title: string): string {
  return title.trim() === "" ? "Untitled event" : title;
}
