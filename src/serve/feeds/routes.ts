import { Hono } from "hono";
import type { Publisher } from "../../sinks/publisher.ts";
import type { Store } from "../../store/contract.ts";
import { atomAnswer } from "./atom.ts";
import { calendarAnswer } from "./calendar.ts";
import { EVENTS_PARAMETERS, eventsAnswer, SAVED_PARAMETERS } from "./events.ts";
import { readAsked, readDates } from "./filter.ts";
import { keepFeeds } from "./kept-feeds.ts";
import { knownSite, knownSites } from "./known-site.ts";
import { openToAll } from "./open.ts";
import { savedCalendar } from "./saved-calendar.ts";
import { scopeOfAll, scopeOfCalendar, scopeOfSite } from "./scope.ts";

/** What feeds are made from. */
export interface FeedParts {
  readonly store: Pick<Store, "commons" | "registry" | "calendars" | "epoch">;
  readonly site: Publisher;
  readonly now: () => number;
}

/**
 * What anybody may read in a program, narrowed by the parameters of {@link readAsked}: `/feed.ics`, `/feed.atom` and
 * `/events.json`, the feeds of a site, and those of a saved calendar. Errors are DomainErrors for the app to answer.
 * Feeds take no notice of parameters that they don't know: clients add their own.
 */
export function feedRoutes(options: FeedParts): Hono {
  const { store, site, now } = options;
  const routes = new Hono();
  const feeds = keepFeeds();
  const parts = () => ({ store, feeds, site, now: now() });
  const { all, ofSite, saved } = scopes(options);

  for (const path of OPEN) routes.use(path, openToAll);

  routes.get("/feed.ics", async (c) => calendarAnswer(c.req.raw, parts(), await all(c.req.raw)));
  routes.get("/feed.atom", async (c) => atomAnswer(c.req.raw, parts(), await all(c.req.raw)));
  routes.get("/events.json", async (c) =>
    eventsAnswer(c.req.raw, parts(), EVENTS_PARAMETERS, () => all(c.req.raw)),
  );
  routes.get("/sites/:id/feed.ics", async (c) =>
    calendarAnswer(c.req.raw, parts(), await ofSite(c.req.raw, c.req.param("id"))),
  );
  routes.get("/sites/:id/feed.atom", async (c) =>
    atomAnswer(c.req.raw, parts(), await ofSite(c.req.raw, c.req.param("id"))),
  );
  routes.get("/calendars/:slug{[^/]+\\.ics}", async (c) =>
    calendarAnswer(c.req.raw, parts(), await saved(c.req.raw, c.req.param("slug"))),
  );
  routes.get("/calendars/:slug{[^/]+\\.atom}", async (c) =>
    atomAnswer(c.req.raw, parts(), await saved(c.req.raw, c.req.param("slug"))),
  );
  routes.get("/calendars/:slug{[^/]+\\.json}", async (c) =>
    eventsAnswer(c.req.raw, parts(), SAVED_PARAMETERS, () => saved(c.req.raw, c.req.param("slug"))),
  );
  return routes;
}

const OPEN = [
  "/feed.ics",
  "/feed.atom",
  "/events.json",
  "/sites/:id/:feed{feed\\.[a-z]+}",
  "/calendars/:file{[^/]+\\.[a-z]+}",
];

/** Reads what requests ask for. */
function scopes({ store, site }: FeedParts) {
  const { timezone } = site;
  const query = (request: Request) => new URL(request.url).searchParams;
  return {
    all: async (request: Request) => {
      const asked = readAsked(query(request), timezone);
      return scopeOfAll(site, asked, await knownSites(store.registry, asked.filter.siteIds));
    },
    ofSite: async (request: Request, id: string) =>
      scopeOfSite(await knownSite(store.registry, id), readAsked(query(request), timezone)),
    saved: async (request: Request, file: string) => {
      const slug = file.slice(0, file.lastIndexOf("."));
      return scopeOfCalendar(await savedCalendar(store.calendars, slug), readDates(query(request), timezone));
    },
  };
}
