import type { SiteDeclaration } from "../core/model/site.ts";
import { harbourStreet } from "./sample/harbour-street.ts";
import { calendarOf } from "./sample/calendar.ts";
import { library } from "./sample/library.ts";
import { lighthouse } from "./sample/lighthouse.ts";
import { townHall } from "./sample/town-hall.ts";

/** The city's name, for the node that shows it. */
export const SAMPLE_CITY = "Port Marigold";

const houses = [townHall, library, lighthouse, harbourStreet];

/**
 * The calendars of Port Marigold, a city that does not exist, as iCalendar text: about 60 events over the six
 * weeks from `today.date` (`2026-11-21`), in the zone `today.timezone`. One text for each of
 * {@link sampleSites}, in its order; the same day gives the same texts.
 */
export function sampleCity(today: { readonly date: string; readonly timezone: string }): string[] {
  return houses.map((house) => calendarOf(house, today));
}

/** The sites of the sample city, to be declared as `sample`. */
export function sampleSites(): SiteDeclaration[] {
  return houses.map(({ slug, name, tags }, position) => ({
    kind: "file",
    url: `file:port-marigold-${slug}.ics`,
    name,
    declared: "sample",
    position,
    poll: null,
    tags,
    lead: "source",
    push: false,
    accept: false,
    fingerprint: null,
  }));
}
