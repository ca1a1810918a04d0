import * as z from "zod";
import { isSlug, type SavedCalendar } from "../../core/model/calendar.ts";
import { DomainError } from "../../core/model/domain-error.ts";
import type { EventFilter } from "../../core/model/filter.ts";
import { calendarJson } from "../../sinks/calendar-json.ts";
import type { Publisher } from "../../sinks/publisher.ts";
import type { Store } from "../../store/contract.ts";
import { MAX_LENGTH, MAX_VALUES } from "../feeds/filter.ts";
import { knownSites } from "../feeds/known-site.ts";
import { MAX_RADIUS } from "../feeds/near.ts";
import { savedCalendar } from "../feeds/saved-calendar.ts";
import { route, type Route } from "./route.ts";
import { few, instant, line, listOf, numberIn, text, wholeList } from "./shapes.ts";

const filterShape = z
  .strictObject(
    {
      text: line(MAX_LENGTH.text, "Words in title, place, tags or description").optional(),
      tags: few(line(MAX_LENGTH.tag, "A tag"), MAX_VALUES, "Any of them will do").optional(),
      places: few(
        line(MAX_LENGTH.place, "A location or its first part"),
        MAX_VALUES,
        "Any of them will do",
      ).optional(),
      site_ids: few(
        z.int({ error: "the number of a site" }),
        MAX_VALUES,
        "Shown by one of these sites",
      ).optional(),
      near: z
        .strictObject({
          latitude: numberIn(-90, 90, "Degrees, north is positive"),
          longitude: numberIn(-180, 180, "Degrees, east is positive"),
          radius: numberIn(1, MAX_RADIUS, "Metres"),
        })
        .meta({ description: "A circle; only events whose position is known" })
        .optional(),
    },
    { error: "an object" },
  )
  .meta({ id: "Filter", description: "All parts must hold" });

const saved = {
  title: line(100, "What it is called"),
  description: text(1_000, "What it holds, for people"),
  filter: filterShape,
};

const calendarShape = z
  .object({
    slug: z.string().describe("Its name in addresses"),
    ...saved,
    changed: instant,
    links: z.object({ html: z.string(), ics: z.string(), json: z.string(), atom: z.string() }),
  })
  .meta({ id: "Calendar", description: "A named, saved filter" });

const calendarBody = z
  .strictObject({ ...saved, description: saved.description.default("") })
  .meta({ id: "CalendarBody" });

/** Saved calendars. */
export function calendarRoutes(node: {
  readonly store: Pick<Store, "calendars" | "registry">;
  readonly publisher: Publisher;
  readonly clock: () => number;
}): readonly Route[] {
  const { store, publisher, clock } = node;
  const { calendars, registry } = store;
  const json = (calendar: SavedCalendar) => calendarJson(calendar, publisher.url);

  return [
    route({
      method: "get",
      path: "/calendars",
      role: "public",
      name: "listCalendars",
      chapter: "calendars",
      summary: "Saved calendars, by title",
      answer: listOf(calendarShape),
      handle: async () => ({ body: wholeList((await calendars.all()).map(json)) }),
    }),
    route({
      method: "get",
      path: "/calendars/{slug}",
      role: "public",
      name: "getCalendar",
      chapter: "calendars",
      summary: "One saved calendar",
      answer: calendarShape,
      handle: async ({ params }) => ({ body: json(await savedCalendar(calendars, params.slug)) }),
    }),
    route({
      method: "put",
      path: "/calendars/{slug}",
      role: "editor",
      name: "saveCalendar",
      chapter: "calendars",
      summary: "Make or replace a saved calendar; it has a page, a feed and a JSON document at once",
      about: "Its slug has 1 to 60 lower-case letters, digits and hyphens, and no hyphen at either end.",
      json: calendarBody,
      answer: calendarShape,
      handle: async ({ params, body }) => {
        const { title, description } = body;
        const filter = filterOf(body.filter);
        await knownSites(registry, filter.siteIds);
        const calendar = { slug: readSlug(params.slug), title, description, filter, changedAt: clock() };
        const isNew = await calendars.save(calendar);
        return { body: json(calendar), ...(isNew && { status: 201 as const }) };
      },
    }),
    route({
      method: "delete",
      path: "/calendars/{slug}",
      role: "editor",
      name: "deleteCalendar",
      chapter: "calendars",
      summary: "Forget a saved calendar; the events stay",
      handle: async ({ params }) => {
        const { slug } = await savedCalendar(calendars, params.slug);
        await calendars.remove(slug);
        return { body: null };
      },
    }),
  ];
}

function readSlug(slug: string): string {
  if (isSlug(slug)) return slug;
  throw new DomainError(
    "invalid",
    `“${slug.slice(0, 60)}” cannot name a calendar: expected 1 to 60 lower-case letters, digits and hyphens, such as jazz-in-davis.`,
    { parameter: "slug" },
  );
}

/** Empty lists ask for nothing, and are left out. */
function filterOf({ text, tags, places, site_ids: siteIds, near }: z.infer<typeof filterShape>): EventFilter {
  return {
    ...(text !== undefined && { text }),
    ...(tags !== undefined && tags.length > 0 && { tags }),
    ...(places !== undefined && places.length > 0 && { places }),
    ...(siteIds !== undefined && siteIds.length > 0 && { siteIds }),
    ...(near !== undefined && { near }),
  };
}
