import { atomFeed } from "../../sinks/atom.ts";
import type { Publisher } from "../../sinks/publisher.ts";
import type { Store } from "../../store/contract.ts";
import { bodyAnswer, isKnown } from "./conditional.ts";
import { feedState } from "./feed-state.ts";
import { recentEvents } from "./recent.ts";
import type { Scope } from "./scope.ts";
import { dayOf, dayStart } from "./window.ts";

/** Readers ask often enough to miss nothing. */
const ENTRIES = 50;

/**
 * `GET /feed.atom`: the events to come, newest change first, so that a reader of news learns what is announced, moved
 * or cancelled. From today on unless the window says otherwise.
 */
export async function atomAnswer(
  request: Request,
  { store, site, now }: { store: Pick<Store, "commons" | "epoch">; site: Publisher; now: number },
  { name, description, filter, window, paths }: Scope,
): Promise<Response> {
  const { timezone } = site;
  const today = dayOf(now, timezone);
  const ground = [site, paths, name, description, filter, window, today.toString()];
  const { etag, changedAt } = await feedState(store, ground, filter);
  const headers = {
    ETag: etag,
    "Cache-Control": "public, max-age=300",
    "Content-Type": "application/atom+xml; charset=utf-8",
  };
  if (isKnown(request.headers, { etag, lastModified: null }))
    return new Response(null, { status: 304, headers });
  const wanted = { ...filter, ...window, from: window.from ?? dayStart(today, timezone) };
  const entries = await recentEvents(store.commons, wanted, ENTRIES);
  const heading = {
    title: name,
    subtitle: description,
    url: site.url + paths.atom,
    html: site.url + paths.html,
    updated: entries[0]?.updated ?? changedAt,
  };
  const text = atomFeed(heading, entries, site, { timezone, today, day: null });
  return bodyAnswer(request, text, headers);
}
