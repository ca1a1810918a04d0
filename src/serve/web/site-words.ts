import { html } from "hono/html";
import type { PublicSite } from "../../sinks/public-site.ts";
import type { Markup } from "./markup.ts";
import { moment } from "./moment.ts";
import type { Clock } from "./moment.ts";

/** How a site is doing, in a word or two. */
const STATE_WORDS: Readonly<Record<PublicSite["state"], string>> = {
  healthy: "Healthy",
  failing: "Failing",
  suspended: "Suspended",
  "not-polled": "Not read yet",
  imported: "Imported once",
  disabled: "Not followed",
};

/** Is something wrong that somebody should mend? */
export function isTroubled({ state }: PublicSite): boolean {
  return state === "failing" || state === "suspended";
}

/** The state as a flag. */
export function stateFlag(site: PublicSite): Markup {
  return html`<strong class="flag${isTroubled(site) && " is-bad"}">${STATE_WORDS[site.state]}</strong>`;
}

/** Facts of a site in the order in which they are asked for. */
export function siteFacts(site: PublicSite, clock: Clock): readonly (readonly [string, Markup])[] {
  const { host, events, lastPoll, lastSuccess, nextPoll, failingSince, failures } = site;
  const facts: readonly (readonly [string, Markup | null])[] = [
    ["Host", host === null ? null : html`${host}`],
    ["Events", html`${events}`],
    ["Last read", lastSuccess === null ? html`never` : moment(lastSuccess, clock)],
    ["Last tried", lastPoll === null || lastPoll === lastSuccess ? null : moment(lastPoll, clock)],
    [
      "Failing since",
      failingSince === null
        ? null
        : html`${moment(failingSince, clock)}, ${failures} ${failures === 1 ? "time" : "times in a row"}`,
    ],
    ["Next poll", nextPoll === null ? null : moment(Math.max(nextPoll, clock.now), clock)],
  ];
  return facts.flatMap(([name, value]) => (value === null ? [] : [[name, value] as const]));
}
