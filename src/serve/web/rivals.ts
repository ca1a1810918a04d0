import { html } from "hono/html";
import { describe } from "../../core/ical/event.ts";
import type { Version } from "../../core/model/version.ts";
import { named } from "./agenda-row.ts";
import type { Markup } from "./markup.ts";

/** A note that others say otherwise: all nodes show the same one of several versions, until a person settles it. */
export function rivals(others: readonly Version[]): Markup | false {
  if (others.length === 0) return false;
  return html`<aside class="notice" aria-label="Several versions">
    <p>
      <strong
        >${others.length === 1 ? "There is another version" : `There are ${others.length} other versions`}</strong
      >
      of this event. Every node shows this one, until a person decides.
    </p>
    <ul>
      ${others.map((version) => html`<li>${saying(version)}</li>`)}
    </ul>
  </aside>`;
}

function saying(version: Version): string {
  const { title, start, location } = describe(version.text);
  const by = version.by === "feed" ? "from a feed" : "by a person";
  const what = [named(title), start.local.replace("T", " ").slice(0, 16), location];
  const state = version.deleted ? " (deleted)" : version.cancelled ? " (cancelled)" : "";
  return `${what.filter((part) => part !== "").join(", ")}${state}, ${by}`;
}
