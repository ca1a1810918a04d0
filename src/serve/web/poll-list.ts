import { html } from "hono/html";
import type { PollChange, PollEntry } from "../../core/model/poll-entry.ts";
import { eventPath } from "../../sinks/event-path.ts";
import { named } from "./agenda-row.ts";
import type { Markup } from "./markup.ts";
import { moment } from "./moment.ts";
import type { Clock } from "./moment.ts";

/** What happened in polls, in the order in which it is told. */
const WORDS: Readonly<Record<PollChange | "refused", string>> = {
  fresh: "new",
  revised: "changed",
  returned: "back again",
  vanished: "no longer in it",
  proposed: "proposed, against a person’s words",
  refused: "refused",
};

/** The log of a site's polls, newest first. */
export function pollList(entries: readonly PollEntry[], clock: Clock): Markup {
  return html`<ol class="polls">
    ${entries.map((entry) => poll(entry, clock))}
  </ol>`;
}

function poll(entry: PollEntry, clock: Clock): Markup {
  const { at, until, times, changes } = entry;
  return html`<li>
    <p class="poll-when">
      ${moment(at, clock)}${times > 1 && html` until ${moment(until, clock)} <span class="aside">(${times} polls)</span>`}
    </p>
    <div>
      <p>${said(entry)}</p>
      ${
        changes.length > 0 &&
        html`<ul class="changes">
          ${changes.map(
            ({ change, uid, title }) =>
              html`<li>
                <a href="${eventPath(uid)}">${named(title)}</a> <span class="aside">${WORDS[change]}</span>
              </li>`,
          )}
        </ul>`
      }
    </div>
  </li>`;
}

function said({ outcome, reason, counts }: PollEntry): Markup {
  if (outcome === "failed") return html`<strong class="flag is-bad">Failed</strong> ${reason}`;
  const kinds = Object.keys(WORDS) as readonly (keyof typeof WORDS)[];
  const told = kinds.filter((kind) => counts[kind] > 0).map((kind) => `${counts[kind]} ${WORDS[kind]}`);
  return html`${told.length === 0 ? "Nothing new" : told.join(", ")}`;
}
