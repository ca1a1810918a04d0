import { html } from "hono/html";
import type { Markup } from "./markup.ts";

/** Names and what is so called: one under the other, or `brief`, side by side. */
export function factList(
  facts: readonly (readonly [string, Markup])[],
  look: "facts" | "brief" = "facts",
): Markup {
  return html`<dl class="${look}">
    ${facts.map(
      ([name, value]) =>
        html`<div>
          <dt>${name}</dt>
          <dd>${value}</dd>
        </div>`,
    )}
  </dl>`;
}
