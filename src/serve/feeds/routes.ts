import { Hono } from "hono";
import { cors } from "hono/cors";
import type { Publisher } from "../../sinks/publisher.ts";
import type { Store } from "../../store/contract.ts";
import { calendarAnswer } from "./calendar.ts";
import { eventsAnswer } from "./events.ts";
import { knownSite } from "./known-site.ts";
import { readWindow } from "./window.ts";

/**
 * What anybody may read in a program: `/feed.ics`, `/sites/:id/feed.ics`, `/events.json`. Errors are DomainErrors
 * for the app to answer. Feeds take no notice of parameters that they don't know: clients add their own.
 */
export function feedRoutes(options: {
  readonly store: Pick<Store, "commons" | "registry" | "epoch">;
  readonly site: Publisher;
  readonly now: () => number;
}): Hono {
  const { store, site, now } = options;
  const routes = new Hono();
  const open = cors({
    origin: "*",
    allowMethods: ["GET", "HEAD"],
    allowHeaders: ["If-None-Match", "If-Modified-Since"],
    exposeHeaders: ["ETag", "Last-Modified", "Link", "Content-Disposition"],
    maxAge: 86_400,
  });
  for (const path of ["/feed.ics", "/sites/:id/feed.ics", "/events.json"]) routes.use(path, open);

  routes.get("/feed.ics", (c) =>
    calendarAnswer(
      c.req.raw,
      { store, site, now: now() },
      { name: site.name, path: c.req.path, ...readWindow(c.req.query(), site.timezone) },
    ),
  );
  routes.get("/sites/:id/feed.ics", async (c) => {
    const shownBy = await knownSite(store.registry, c.req.param("id"));
    return calendarAnswer(
      c.req.raw,
      { store, site, now: now() },
      {
        name: shownBy.name,
        path: c.req.path,
        siteIds: [shownBy.id],
        ...readWindow(c.req.query(), site.timezone),
      },
    );
  });
  routes.get("/events.json", (c) => eventsAnswer(c.req.raw, options));
  return routes;
}
