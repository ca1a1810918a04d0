import { Hono } from "hono";
import { describe } from "../../core/ical/event.ts";
import { DomainError } from "../../core/model/domain-error.ts";
import { segmentToUid, uidToSegment } from "../../sinks/event-path.ts";
import type { Publisher } from "../../sinks/publisher.ts";
import type { Store } from "../../store/contract.ts";
import { taggedAnswer } from "../feeds/conditional.ts";
import { oneEventAnswer } from "../feeds/one-event.ts";
import { agendaAnswer } from "./agenda-answer.ts";
import { renderEvent } from "./event-page.ts";
import { pageHeaders } from "./headers.ts";
import { calendarAnswer, calendarsAnswer } from "./calendar-answers.ts";
import { choicesFrom } from "./choices.ts";
import { messageAnswer } from "./message-page.ts";
import { gatherEvent, type PublishedEvent } from "./shown-event.ts";
import { siteAnswer, sitesAnswer } from "./site-answers.ts";
import { subscribeAnswer } from "./subscribe-answer.ts";
import { stylesheet, stylesheetPath } from "./stylesheet.ts";

/**
 * The pages for people: the agenda at `/`, one for each event with its calendar beside it, saved calendars, sites and
 * how they do, and how to subscribe. Answers what a reader got wrong with a page; all other errors are for the app.
 */
export function webRoutes(options: {
  readonly store: Pick<Store, "commons" | "registry" | "polls" | "calendars" | "errands">;
  readonly site: Publisher;
  readonly now: () => number;
}): Hono {
  const { store, site, now } = options;
  const routes = new Hono();

  const choices = choicesFrom(store);
  routes.get("/", async (c) => agendaAnswer(c.req.raw, store, site, now(), await choices(now())));

  routes.get("/calendars", (c) => calendarsAnswer(c.req.raw, store, site));
  routes.get("/calendars/:slug", (c) => calendarAnswer(c.req.raw, store, site, now(), c.req.param("slug")));
  routes.get("/sites", (c) => sitesAnswer(c.req.raw, store, site, now()));
  routes.get("/sites/:id", (c) => siteAnswer(c.req.raw, store, site, now(), c.req.param("id")));
  routes.get("/subscribe", (c) => subscribeAnswer(c.req.raw, store, site));

  routes.get("/events/:file{.+\\.ics}", async (c) => {
    const found = await findPublished(store, c.req.param("file").slice(0, -".ics".length));
    const { localTags } = await gatherEvent(store, found, now());
    const { winner, stored } = found;
    // What other nodes and calendars follow is never a local overlay.
    const { title } = describe(winner.text);
    const object = { version: winner, changedAt: stored.changedAt, tags: localTags, title };
    return oneEventAnswer(c.req.raw, object, site);
  });

  routes.get("/events/:segment", async (c) => {
    const segment = c.req.param("segment");
    const found = await findPublished(store, segment);
    const own = uidToSegment(found.stored.uid);
    if (segment !== own) return c.redirect(`/events/${own}`, 308);
    if (found.shown.deleted) return messageAnswer(site, 410, deleted);
    const html = await renderEvent(await gatherEvent(store, found, now()), site, now());
    return taggedAnswer(c.req.raw, html, pageHeaders);
  });

  routes.get(stylesheetPath, (c) =>
    c.body(stylesheet, 200, {
      "Content-Type": "text/css; charset=utf-8",
      "Cache-Control": "public, max-age=31536000, immutable",
    }),
  );

  routes.onError((error) => {
    if (!(error instanceof DomainError)) throw error;
    const text = error.message;
    if (error.problem === "not-found") return messageAnswer(site, 404, { title: "Not found", text });
    if (error.problem === "invalid") return messageAnswer(site, 400, { title: "This cannot be shown", text });
    throw error;
  });

  return routes;
}

/** The object that a path segment names: as this node writes it, or the UID itself, percent-encoded by hand. */
async function findPublished(store: Pick<Store, "commons">, segment: string): Promise<PublishedEvent> {
  const stored = await store.commons.get(segmentToUid(segment) ?? segment);
  if (stored?.winner && stored.shown) return { stored, winner: stored.winner, shown: stored.shown };
  throw new DomainError(
    "not-found",
    "This node knows no such event. It may know others like it: search for its title.",
  );
}

const deleted = {
  title: "This event was deleted",
  text: "Whoever announced it has taken it back. Calendars that subscribed to it will remove it.",
};
