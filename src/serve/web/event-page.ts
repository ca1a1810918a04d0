import { html } from "hono/html";
import { eventPath } from "../../sinks/event-path.ts";
import type { Publisher } from "../../sinks/publisher.ts";
import { dayOf } from "../feeds/window.ts";
import { flags, isCancelled, named } from "./agenda-row.ts";
import { eventFacts } from "./event-facts.ts";
import { jsonLd } from "./json-ld.ts";
import { renderPage } from "./layout.ts";
import { plainText } from "../../sinks/plain-text.ts";
import { pendingNote } from "./pending.ts";
import { picture } from "./picture.ts";
import { rivals } from "./rivals.ts";
import { paragraphs } from "./safe-text.ts";
import type { ShownEvent } from "./shown-event.ts";
import { webcal } from "./subscribe.ts";
import { whenOf } from "../../sinks/when.ts";

/** The page of one event: an h-event for parsers, a schema.org Event for search engines. */
export function renderEvent(shown: ShownEvent, publisher: Publisher, now: number): Promise<string> {
  const { event, dates, tags, past } = shown;
  const next = dates[0];
  const title = named(event.title);
  const location = next?.occurrence.location ?? event.location;
  const cancelled = next === undefined ? event.cancelled : isCancelled(next);
  const path = eventPath(event.uid);
  const url = publisher.url + path;
  const text = plainText(event.description);
  const { timezone } = publisher;
  const from = { timezone, today: dayOf(now, timezone), day: null };
  const when = next && whenOf(next.occurrence, from);
  const main = html`<article class="page h-event">
    <p class="back">
      <a href="/"><span aria-hidden="true">← </span>All events</a>
    </p>
    <h1>${cancelled ? html`<s class="p-name">${title}</s>` : html`<span class="p-name">${title}</span>`}</h1>
    <p class="flags">${next && flags(next)}${past && html`<strong class="flag">Over</strong>`}</p>
    ${eventFacts(shown, location, from)} ${rivals(shown)} ${pendingNote(shown.pending)}
    ${text !== "" && html`<div class="description e-content">${paragraphs(text)}</div>`} ${picture(event)}
    <p class="actions">
      <a class="button" href="${path}.ics">Add to my calendar<span class="unseen"> (.ics file)</span></a>
      <a class="quiet" href="${webcal(`${url}.ics`)}">Subscribe to its changes</a>
    </p>
    <data class="u-url u-uid" value="${url}"></data>
  </article>`;
  const summary = `${when === undefined ? "" : `${when.text}. `}${location && `${location}. `}${text}`;
  const head = html`<meta name="description" content="${summary.slice(0, 200)}" />
    <meta property="og:type" content="event" />
    <meta property="og:title" content="${title}" />
    <meta property="og:url" content="${url}" />
    <link rel="alternate" type="text/calendar" title="${title}" href="${path}.ics" />
    ${when && jsonLd({ event, title, location, cancelled, tags, when, url })}`;
  return renderPage({ publisher, title, canonical: path, head, main });
}
