import type { Circle, EventFilter } from "../../core/model/filter.ts";

/** A site as far as its name goes. */
export interface NamedSite {
  readonly id: number;
  readonly name: string;
}

/** One wish of a filter in words, and the filter without it. */
export interface FilterPart {
  /** `music`, `in Town Hall`, `within 5 km of 38.54, -121.74`. */
  readonly words: string;
  readonly without: EventFilter;
}

/**
 * A filter for people: `music or theatre, in Town Hall, within 5 km of 38.54, -121.74`; "" for everything. `sites`:
 * those that it may name; others go by their numbers.
 */
export function filterWords(filter: EventFilter, sites: readonly NamedSite[] = []): string {
  const { text, tags = [], places = [], siteIds = [], near } = filter;
  return [
    tags.join(" or "),
    places.length === 0 ? "" : inPlace(places.join(" or ")),
    text === undefined ? "" : withText(text),
    siteIds.length === 0 ? "" : shownBy(siteIds.map((id) => siteName(id, sites)).join(" or ")),
    near === undefined ? "" : within(near),
  ]
    .filter((words) => words !== "")
    .join(", ");
}

/** Each wish of a filter by itself, so that any may be taken back. */
export function filterParts(filter: EventFilter, sites: readonly NamedSite[] = []): readonly FilterPart[] {
  const { tags = [], places = [], siteIds = [], text, near } = filter;
  return [
    ...tags.map((tag) => ({ words: tag, without: withoutOne(filter, "tags", tag) })),
    ...places.map((place) => ({ words: inPlace(place), without: withoutOne(filter, "places", place) })),
    ...(text === undefined ? [] : [{ words: withText(text), without: withoutPart(filter, "text") }]),
    ...siteIds.map((id) => ({
      words: shownBy(siteName(id, sites)),
      without: withoutOne(filter, "siteIds", id),
    })),
    ...(near === undefined ? [] : [{ words: within(near), without: withoutPart(filter, "near") }]),
  ];
}

function withoutPart(filter: EventFilter, part: keyof EventFilter): EventFilter {
  return Object.fromEntries(Object.entries(filter).filter(([name]) => name !== part));
}

/** An empty list would ask for what nothing has: the last member takes its part along. */
function withoutOne(
  filter: EventFilter,
  part: "tags" | "places" | "siteIds",
  gone: string | number,
): EventFilter {
  const rest = (filter[part] ?? []).filter((each) => each !== gone);
  return rest.length === 0 ? withoutPart(filter, part) : { ...filter, [part]: rest };
}

function inPlace(name: string): string {
  return `in ${name}`;
}

function withText(text: string): string {
  return `with “${text}”`;
}

function shownBy(name: string): string {
  return `shown by ${name}`;
}

function within({ latitude, longitude, radius }: Circle): string {
  return `within ${distanceWords(radius)} of ${latitude}, ${longitude}`;
}

function siteName(id: number, sites: readonly NamedSite[]): string {
  return sites.find((site) => site.id === id)?.name ?? `site ${id}`;
}

function distanceWords(metres: number): string {
  return metres < 1000 ? `${metres} m` : `${Number((metres / 1000).toFixed(1))} km`;
}
