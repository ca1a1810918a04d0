import type { SiteDeclaration } from "../core/model/site.ts";
import { calendarOf } from "./sample/calendar.ts";
import { harbourStreet } from "./sample/harbour-street.ts";
import { library } from "./sample/library.ts";
import { lighthouse } from "./sample/lighthouse.ts";
import { townHall } from "./sample/town-hall.ts";
import { declareSource, type Source } from "./source.ts";

/** The city's name, for the node that shows it. */
export const SAMPLE_CITY = "Port Marigold";

const houses = [townHall, library, lighthouse, harbourStreet];

/** A house of the sample city: it has its calendar at hand. */
export interface SampleSource extends Source {
  read(): Promise<string>;
}

/**
 * The houses of Port Marigold, a city that does not exist, as sources: about 60 events over the six weeks from
 * `today.date` (`2026-11-21`), in the zone `today.timezone`. The same day gives the same texts.
 */
export function sampleCity(today: {
  readonly date: string;
  readonly timezone: string;
}): readonly SampleSource[] {
  return houses.map((house) => ({
    url: `file:port-marigold-${house.slug}.ics`,
    name: house.name,
    poll: null,
    tags: house.tags,
    read: async () => calendarOf(house, today),
  }));
}

/** How a house of the sample stands in the registry: as a file that leads, so that it moves along with the days. */
export function declareSample(source: Source, position: number): SiteDeclaration {
  return { ...declareSource(source, position), kind: "file", declared: "sample", lead: "source" };
}
