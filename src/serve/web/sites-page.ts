import { html } from "hono/html";
import type { PublicSite } from "../../sinks/public-site.ts";
import type { Publisher } from "../../sinks/publisher.ts";
import { renderPage } from "./layout.ts";
import { factList } from "./fact-list.ts";
import type { Markup } from "./markup.ts";
import type { Clock } from "./moment.ts";
import { siteFacts, stateFlag } from "./site-words.ts";

/** All sites, and how each is doing. */
export function renderSites(
  sites: readonly PublicSite[],
  publisher: Publisher,
  clock: Clock,
): Promise<string> {
  const main = html`<article class="page">
    <h1>Where events come from</h1>
    <p>
      ${
        sites.length === 0
          ? "This node follows no calendar so far."
          : "The calendars that this node follows, and how reading them goes."
      }
    </p>
    <ul class="cards">
      ${sites.map((site) => card(site, clock))}
    </ul>
  </article>`;
  return renderPage({ publisher, title: "Where events come from", canonical: "/sites", main });
}

function card(site: PublicSite, clock: Clock): Markup {
  const facts = siteFacts(site, clock).filter(([name]) => CARD.includes(name));
  return html`<li class="card">
    <h2><a href="/sites/${site.id}">${site.name}</a></h2>
    <p>${stateFlag(site)}</p>
    ${site.reason !== null && html`<p class="reason">${site.reason}</p>`} ${factList(facts, "brief")}
  </li>`;
}

const CARD = ["Events", "Last read", "Next poll"];
