import { html } from "hono/html";
import { describe } from "../../core/ical/event.ts";
import type { Version } from "../../core/model/version.ts";
import { named } from "./agenda-row.ts";
import type { Markup } from "./markup.ts";
import type { ShownEvent } from "./shown-event.ts";

/**
 * A note that others say otherwise: all nodes show the same one of several versions, until a person settles it, or this
 * node alone shows the event in its own way.
 */
export function rivals({
  rivals: others,
  otherwise,
}: Pick<ShownEvent, "rivals" | "otherwise">): Markup | false {
  if (others.length === 0) return otherwise && ownWay();
  return html`<aside class="notice" aria-label="Several versions">
    <p>
      <strong
        >${others.length === 1 ? "There is another version" : `There are ${others.length} other versions`}</strong
      >
      of this event.
      ${
        otherwise
          ? "Every node publishes the same one until a person decides; this calendar shows it in its own way."
          : "Every node shows this one, until a person decides."
      }
    </p>
    <ul>
      ${others.map((version) => html`<li>${saying(version)}</li>`)}
    </ul>
  </aside>`;
}

function ownWay(): Markup {
  return html`<aside class="notice" aria-label="Shown otherwise">
    <p>
      <strong>This calendar shows this event in its own way.</strong> Its calendar file says what was
      announced.
    </p>
  </aside>`;
}

function saying(version: Version): string {
  const { title, start, location } = describe(version.text);
  const by = version.by === "feed" ? "from a feed" : "by a person";
  const what = [named(title), start.local.replace("T", " ").slice(0, 16), location];
  const state = version.deleted ? " (deleted)" : version.cancelled ? " (cancelled)" : "";
  return `${what.filter((part) => part !== "").join(", ")}${state}, ${by}`;
}
