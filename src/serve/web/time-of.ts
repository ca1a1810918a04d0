import { html } from "hono/html";
import type { Markup } from "./markup.ts";
import type { When } from "../../sinks/when.ts";

/** The times of a happening, for people and for machines; `plain` where an h-event has its times already. */
export function timeOf(when: When, kind: "h-event" | "plain" = "h-event"): Markup {
  const { start, end, text, zone, here } = when;
  const first =
    kind === "plain"
      ? html`<time datetime="${start}">${text}</time>`
      : html`<time class="dt-start" datetime="${start}">${text}</time
          ><data class="dt-end" value="${end}"></data>`;
  return html`${first}${zone !== null && html` <span class="zone">${zone}</span>`}${
    here !== null && html` <span class="zone">(${here})</span>`
  }`;
}
