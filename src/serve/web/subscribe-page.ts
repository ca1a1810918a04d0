import { html } from "hono/html";
import type { Publisher } from "../../sinks/publisher.ts";
import type { Scope } from "../feeds/scope.ts";
import { renderPage } from "./layout.ts";
import type { Markup } from "./markup.ts";
import { alternates, webcal } from "./subscribe.ts";
import { subscribeWays } from "./subscribe-ways.ts";
import type { Way } from "./subscribe-ways.ts";

/** How to follow a feed in the calendar that one has. */
export function renderSubscribe(scope: Scope, publisher: Publisher): Promise<string> {
  const url = publisher.url + scope.paths.ics;
  const main = html`<article class="page">
    <p class="back">
      <a href="${scope.paths.html}"><span aria-hidden="true">← </span>These events</a>
    </p>
    <h1>Subscribe to ${scope.name}</h1>
    <p>
      A subscribed calendar keeps itself up to date: what is added, moved or cancelled here changes in your
      calendar, too.
    </p>
    <p class="actions">
      <a class="button" href="${webcal(url)}">Subscribe</a>
      <a class="quiet" href="${scope.paths.ics}">Download once (.ics)</a>
    </p>
    <p>Where this button does nothing, copy the address of the calendar:</p>
    <p><label for="address">Address</label><input id="address" class="copy" readonly value="${url}" /></p>
    ${subscribeWays(url.startsWith("https:")).map(way)}
    <section>
      <h2>News readers and programs</h2>
      <p>
        <a href="${scope.paths.atom}">Atom</a> tells what is new or has changed,
        <a href="${scope.paths.json}">JSON</a> is for programs.
      </p>
    </section>
  </article>`;
  return renderPage({
    publisher,
    title: `Subscribe to ${scope.name}`,
    canonical: scope.paths.html === "/" ? "/subscribe" : null,
    head: alternates(scope),
    ownFeed: true,
    main,
  });
}

function way({ program, steps }: Way): Markup {
  return html`<section>
    <h2>${program}</h2>
    <p>${steps}</p>
  </section>`;
}
