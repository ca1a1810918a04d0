import { html } from "hono/html";
import type { PollChange, PollEntry } from "../../core/model/poll-entry.ts";
import { eventPath } from "../../sinks/event-path.ts";
import { named } from "./agenda-row.ts";
import type { Markup } from "./markup.ts";
import { moment } from "./moment.ts";
import type { Clock } from "./moment.ts";

const MINUTE = 60_000;

type Kind = PollChange | "refused";

/** What happened in polls, in the order in which it is told. */
const WORDS: Readonly<Record<Kind, string>> = {
  fresh: "new",
  revised: "changed",
  returned: "back again",
  vanished: "no longer in it",
  proposed: "proposed, against a person’s words",
  refused: "refused",
};

const KINDS = Object.keys(WORDS) as readonly Kind[];

/** The log of a site's polls, newest first. */
export function pollList(entries: readonly PollEntry[], clock: Clock): Markup {
  return html`<ol class="polls">
    ${entries.map((entry) => poll(entry, clock))}
  </ol>`;
}

function poll(entry: PollEntry, clock: Clock): Markup {
  const { at, until, times, outcome, reason } = entry;
  const kinds = KINDS.filter((kind) => entry.counts[kind] > 0);
  return html`<li>
    <p class="poll-when">
      ${moment(at, clock)}${times > 1 && html`${until - at >= MINUTE && html` until ${moment(until, clock)}`} <span class="aside">(${times} polls)</span>`}
    </p>
    <div>
      ${outcome === "failed" && html`<p><strong class="flag is-bad">Failed</strong> ${reason}</p>`}
      ${outcome !== "failed" && kinds.length === 0 && html`<p>Nothing new</p>`}
      ${kinds.map((kind) => changesOf(entry, kind))}
    </div>
  </li>`;
}

function changesOf({ counts, changes }: PollEntry, kind: Kind): Markup {
  const events = changes.filter(({ change }) => change === kind);
  const more = counts[kind] - events.length;
  return html`<p>${counts[kind]} ${WORDS[kind]}</p>
    ${
      events.length > 0 &&
      html`<ul class="changes">
        ${events.map(({ uid, title }) => html`<li><a href="${eventPath(uid)}">${named(title)}</a></li>`)}
        ${more > 0 && html`<li class="aside">and ${more} more</li>`}
      </ul>`
    }`;
}
