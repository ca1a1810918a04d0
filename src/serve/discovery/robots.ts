import { Hono } from "hono";
import type { Publisher } from "../../sinks/publisher.ts";

/**
 * Events, calendars and feeds are for everybody; what filters combine to is without end. The pages of the agenda
 * that follow the first are the way to all events. Whoever subscribes in Google Calendar has this file asked first, for
 * filtered feeds, too. Of two rules that fit, the longer counts (RFC 9309, section 2.2.2).
 */
const RULES = `User-agent: *
Allow: /
Disallow: /api/
Disallow: /discal/
Disallow: /metrics
Disallow: /*?
Allow: /?cursor=
Allow: /*.ics
Allow: /*.atom
`;

/** What is made up belongs into no search engine. */
const NOTHING = `User-agent: *
Disallow: /
`;

/** `/robots.txt` (RFC 9309). */
export function robotsRoutes({ sample }: Pick<Publisher, "sample">): Hono {
  return new Hono().get("/robots.txt", (c) =>
    c.text(sample ? NOTHING : RULES, 200, {
      "Content-Type": "text/plain; charset=utf-8",
      "Cache-Control": "public, max-age=86400",
    }),
  );
}
