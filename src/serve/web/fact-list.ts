import { html } from "hono/html";
import type { Markup } from "./markup.ts";

/** Names and what is so called, one under the other. */
export function factList(facts: readonly (readonly [string, Markup])[]): Markup {
  return html`<dl class="facts">
    ${facts.map(
      ([name, value]) =>
        html`<div>
          <dt>${name}</dt>
          <dd>${value}</dd>
        </div>`,
    )}
  </dl>`;
}
