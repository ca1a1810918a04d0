import { html } from "hono/html";
import type { Publisher } from "../../sinks/publisher.ts";
import type { Scope } from "../feeds/scope.ts";
import type { Markup } from "./markup.ts";

/** The address that makes a calendar program subscribe instead of importing once. */
export function webcal(url: string): string {
  return url.replace(/^https?:/, "webcal:");
}

/** Ways to follow what a page shows, in one line. */
export function subscribeTo({ paths }: Scope, publisher: Publisher, help: string): Markup {
  return html`<p class="subscribe">
    <a class="button" href="${webcal(publisher.url + paths.ics)}">Subscribe to these events</a>
    <a href="${help}">How to</a>
    <a href="${paths.ics}">.ics</a>
    <a href="${paths.atom}">Atom</a>
    <a href="${paths.json}">JSON</a>
  </p>`;
}

/** The same for programs that read pages. */
export function alternates({ name, paths }: Scope): Markup {
  const link = (type: string, path: string) =>
    html`<link rel="alternate" type="${type}" title="${name}" href="${path}" />`;
  return html`${link("text/calendar", paths.ics)}${link("application/atom+xml", paths.atom)}${link(
    "application/json",
    paths.json,
  )}`;
}
