import { html } from "hono/html";
import type { EventRow } from "../../store/event-list.ts";
import { agendaPath } from "./agenda-filter.ts";
import { flags } from "./agenda-row.ts";
import { factList } from "./fact-list.ts";
import { placePath } from "./place-path.ts";
import { timeOf } from "./time-of.ts";
import type { Markup } from "./markup.ts";
import { linkedText, outwardLink } from "./safe-text.ts";
import type { ShownEvent } from "./shown-event.ts";
import { whenOf } from "../../sinks/when.ts";
import type { Standpoint } from "../../sinks/when.ts";

/** When, where, who: what one looks for first. */
export function eventFacts(shown: ShownEvent, location: string, from: Standpoint): Markup {
  const { event, tags, shownBy } = shown;
  const facts: readonly (readonly [string, Markup | false])[] = [
    ["When", dates(shown, from)],
    ["Where", location !== "" && place(location, event.geo)],
    ["Organiser", event.organizer !== null && html`${event.organizer}`],
    [
      "Web page",
      event.url !== null &&
        event.url !== location &&
        outwardLink(event.url, shortAddress(event.url), "address"),
    ],
    [
      "Tags",
      tags.length > 0 &&
        html`<ul class="tags">
          ${tags.map((tag) => tagLink(tag))}
        </ul>`,
    ],
    ["Shown by", shownBy.length > 0 && sites(shownBy)],
  ];
  return factList(facts.flatMap(([name, value]) => (value === false ? [] : [[name, value] as const])));
}

/** Its happenings, the next one first. */
function dates({ event, dates, more }: ShownEvent, from: Standpoint): Markup {
  const [next, ...later] = dates;
  if (next === undefined) return html`${event.start.local.replace("T", " ")} ${event.start.zone ?? ""}`;
  return html`<p class="when">${timeOf(whenOf(next.occurrence, from))}</p>
    ${
      event.zoneGuessed &&
      html`<p class="aside">Its calendar names no time zone that is known: this one is a guess.</p>`
    }
    ${
      later.length > 0 &&
      html`<p class="then" id="then">Then</p>
        <ul class="dates" aria-labelledby="then">
          ${later.map((row) => laterDate(row, from))} ${more && html`<li>and so on</li>`}
        </ul>`
    }`;
}

/** A further happening, and what is different in it. */
function laterDate(row: EventRow, from: Standpoint): Markup {
  const { title, location } = row.occurrence;
  const changed = [title, location].filter((each) => each !== null).join(", ");
  return html`<li>
    ${timeOf(whenOf(row.occurrence, from), "plain")}
    ${changed !== "" && html`<span class="aside">${changed}</span>`} ${flags(row)}
  </li>`;
}

/** The place, and what else happens there. */
function place(location: string, geo: ShownEvent["event"]["geo"]): Markup {
  const path = placePath(location);
  const links = [
    geo !== null &&
      outwardLink(`https://www.openstreetmap.org/?mlat=${geo.latitude}&mlon=${geo.longitude}`, "map"),
    path !== null && html`<a href="${path}">more at this place</a>`,
    geo !== null && html`<a href="${agendaPath({ near: { ...geo, radius: NEARBY } })}">more nearby</a>`,
  ].filter((link) => link !== false);
  return html`<span class="p-location">${linkedText(location)}</span>
    ${links.length > 0 && html`<p class="map">${links}</p>`}`;
}

/** Metres. */
const NEARBY = 2000;

function tagLink(tag: string): Markup {
  return html`<li><a class="p-category" href="${agendaPath({ tags: [tag] })}">${tag}</a></li>`;
}

function sites(shownBy: ShownEvent["shownBy"]): Markup {
  return html`<ul class="plain">
    ${shownBy.map(
      ({ site, missing }) =>
        html`<li>
          <a href="/sites/${site.id}">${site.name}</a>
          ${missing && html`<span class="aside">(no longer)</span>`}
        </li>`,
    )}
  </ul>`;
}

function shortAddress(address: string): string {
  const { host, pathname } = new URL(address);
  const short = host.replace(/^www\./, "") + (pathname === "/" ? "" : pathname);
  return short.length > 60 ? `${short.slice(0, 59)}…` : short;
}
