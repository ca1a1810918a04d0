import type { SavedCalendar } from "../core/model/calendar.ts";
import { instantOf } from "./instant.ts";

/** The JSON of a saved calendar; of its filter only what it asks for. `origin`: of the node that publishes it. */
export function calendarJson({ slug, title, description, filter, changedAt }: SavedCalendar, origin: string) {
  const { siteIds, text, tags, places, near } = filter;
  const page = `${origin}/calendars/${slug}`;
  return {
    slug,
    title,
    description,
    filter: {
      ...(text !== undefined && { text }),
      ...(tags !== undefined && { tags: [...tags] }),
      ...(places !== undefined && { places: [...places] }),
      ...(siteIds !== undefined && { site_ids: [...siteIds] }),
      ...(near !== undefined && { near }),
    },
    changed: instantOf(changedAt),
    links: { html: page, ics: `${page}.ics`, json: `${page}.json`, atom: `${page}.atom` },
  };
}
