import { html } from "hono/html";
import type { PollEntry } from "../../core/model/poll-entry.ts";
import type { Refusal } from "../../core/model/refusal.ts";
import type { PublicSite } from "../../sinks/public-site.ts";
import type { Publisher } from "../../sinks/publisher.ts";
import type { Scope } from "../feeds/scope.ts";
import { factList } from "./fact-list.ts";
import { renderPage } from "./layout.ts";
import type { Markup } from "./markup.ts";
import type { Clock } from "./moment.ts";
import { pollList } from "./poll-list.ts";
import { isTroubled, siteFacts, stateFlag } from "./site-words.ts";
import { alternates, subscribeTo } from "./subscribe.ts";

/** All that the page of a site tells. */
export interface ShownSite {
  readonly site: PublicSite;
  readonly polls: readonly PollEntry[];
  readonly scope: Scope;
}

/** How reading one site goes: for whoever publishes it, and whoever misses an event of it. */
export function renderSite(
  { site, polls, scope }: ShownSite,
  publisher: Publisher,
  clock: Clock,
): Promise<string> {
  const main = html`<article class="page">
    <p class="back">
      <a href="/sites"><span aria-hidden="true">← </span>Where events come from</a>
    </p>
    <h1>${site.name}</h1>
    <p>${stateFlag(site)}</p>
    ${isTroubled(site) && trouble(site)} ${factList(siteFacts(site, clock))}
    <p><a href="${scope.paths.html}">Its events in the agenda</a></p>
    ${subscribeTo(scope, publisher, `/subscribe?site=${site.id}`)}
    ${site.refused.length > 0 && refusals(site.refused)}
    ${
      polls.length > 0 &&
      html`<section aria-labelledby="polls">
        <h2 id="polls">Last polls</h2>
        ${pollList(polls, clock)}
      </section>`
    }
  </article>`;
  const head = alternates(scope);
  return renderPage({
    publisher,
    title: site.name,
    canonical: `/sites/${site.id}`,
    ownFeed: true,
    head,
    main,
  });
}

/** What is wrong, and what its publisher can do. */
function trouble({ state, reason, failures }: PublicSite): Markup {
  return html`<aside class="notice" aria-label="What is wrong">
    ${reason !== null && html`<p><strong>${reason}</strong></p>`}
    <p>
      ${
        state === "suspended"
          ? html`It is not polled any more${failures > 0 && html`: ${failures} polls in a row have failed`}.
            Its events stay as they were last read, until the operator of this node resumes it.`
          : "It is tried again by itself, less and less often; its events stay as they were last read."
      }
    </p>
    <p>
      If this is your calendar: open its address in a browser without being signed in. It should answer at
      once with a text that begins with <code>BEGIN:VCALENDAR</code>.
      ${state === "suspended" && "Once it does, ask the operator of this node to resume it."}
    </p>
  </aside>`;
}

function refusals(refused: readonly Refusal[]): Markup {
  const inOrder = refused.toSorted((a, b) => a.line - b.line);
  return html`<section aria-labelledby="refused">
    <h2 id="refused">Refused</h2>
    <p>These parts of the calendar are not shown here; all others are.</p>
    <ul class="refused">
      ${inOrder.slice(0, MOST_REFUSED).map(
        ({ component, line, reason, uid }) =>
          html`<li>
            <p>${line > 0 && html`Line ${line}: `}${component}</p>
            <p><strong>${reason}</strong></p>
            ${uid !== null && html`<p class="aside">UID <code>${uid}</code></p>`}
          </li>`,
      )}
    </ul>
    ${refused.length > MOST_REFUSED && html`<p>… and ${refused.length - MOST_REFUSED} more.</p>`}
  </section>`;
}

const MOST_REFUSED = 100;
