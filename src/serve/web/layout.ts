import { html, raw } from "hono/html";
import type { Publisher } from "../../sinks/publisher.ts";
import type { Markup } from "./markup.ts";
import { stylesheetPath } from "./stylesheet.ts";
import { webcal } from "./subscribe.ts";

/** The frame that all pages share. */
export interface Page {
  readonly publisher: Publisher;
  /** Null on the start page, which has the node's name. */
  readonly title: string | null;
  /** Of the tab, where it is to say more than the title. */
  readonly tab?: string;
  /** Path that search engines should remember, null for pages that they should not. */
  readonly canonical: string | null;
  /** Offers a feed of its own in the place of everything's: two buttons would be mistaken for each other. */
  readonly ownFeed?: true;
  /** More for `<head>`. */
  readonly head?: Markup;
  /** Its first heading is the page's `h1`, unless it is the start page: there it is the node's name. */
  readonly main: Markup;
}

/** A whole document. */
export async function renderPage(page: Page): Promise<string> {
  const { publisher, title, canonical, head, main } = page;
  const { name, url } = publisher;
  const tab = page.tab ?? (title === null ? name : `${title} · ${name}`);
  const document = html`<!doctype html>
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <meta name="color-scheme" content="light dark" />
        <title>${tab}</title>
        <link rel="stylesheet" href="${stylesheetPath}" />
        <link rel="icon" href="${raw(ICON)}" />
        <link rel="alternate" type="text/calendar" title="${name}" href="/feed.ics" />
        <link rel="alternate" type="application/atom+xml" title="${name}" href="/feed.atom" />
        ${
          canonical === null
            ? html`<meta name="robots" content="noindex" />`
            : html`<link rel="canonical" href="${url}${canonical}" />`
        }
        ${head}
      </head>
      <body>
        <a class="skip" href="#main">Skip to content</a>
        ${publisher.sample && sampleNotice()}
        <header class="masthead">
          ${
            title === null
              ? html`<h1 class="name">${name}</h1>`
              : html`<p class="name"><a href="/">${name}</a></p>`
          }
          ${page.ownFeed !== true && subscribeLinks(url)}
        </header>
        <main id="main" tabindex="-1">${main}</main>
        <footer>
          <nav aria-label="More of this node">
            <ul class="links">
              <li><a href="/calendars">Calendars</a></li>
              <li><a href="/sites">Where events come from</a></li>
              <li><a href="/subscribe">How to subscribe</a></li>
              <li><a href="/feed.ics">feed.ics</a></li>
              <li><a href="/feed.atom">feed.atom</a></li>
              <li><a href="/events.json">events.json</a></li>
              <li><a href="/api/v1/docs">API</a></li>
            </ul>
          </nav>
          <p>This is a DisCal node: one of many calendars that tell each other what is on.</p>
        </footer>
      </body>
    </html> `;
  return String(await document);
}

function subscribeLinks(url: string): Markup {
  return html`<nav aria-label="Calendar feed">
    <a class="button" href="${webcal(`${url}/feed.ics`)}">Subscribe</a>
    <a class="quiet" href="/subscribe">Other ways<span class="unseen"> to subscribe</span></a>
  </nav>`;
}

function sampleNotice(): Markup {
  return html`<aside class="notice sample" aria-label="Sample">
    <p>
      <strong>You are looking at a made-up city.</strong> This node has no configuration yet, so it shows Port
      Marigold, which does not exist. Run <code>npx discal init</code> to follow real calendars.
    </p>
  </aside>`;
}

/** A leaf of a calendar, small enough to need no request. */
const ICON =
  "data:image/svg+xml,%3Csvg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 32 32'%3E%3Crect x='3' y='5' width='26' height='24' rx='5' fill='%230f5f5c'/%3E%3Cpath d='M3 12h26' stroke='%23fbfaf6' stroke-width='2'/%3E%3Ccircle cx='16' cy='20.5' r='4' fill='%23f2b134'/%3E%3C/svg%3E";
