/**
 * Which events somebody is interested in. All parts must hold; of the members of one part any will do; a part that is
 * absent asks for nothing.
 */
export interface EventFilter {
  /** Words to be found in title, place, tags or description; the last may be a beginning. */
  readonly text?: string;
  /** Categories, and tags that this node adds; compared by {@link tagKey}. */
  readonly tags?: readonly string[];
  /** Whole locations or their first part; compared by {@link placeKeys}. */
  readonly places?: readonly string[];
  /** Shown by one of these sites, now or once: what leaves a feed is not cancelled. */
  readonly siteIds?: readonly number[];
  /** Only events whose position is known (`GEO`). */
  readonly near?: Circle;
}

/** A bounding circle on the earth. */
export interface Circle {
  /** Degrees, north is positive. */
  readonly latitude: number;
  /** Degrees, east is positive. */
  readonly longitude: number;
  /** Metres. */
  readonly radius: number;
}

/** One tag or place, and how many events to come it has. */
export interface Facet {
  /** As it is mostly written. */
  readonly name: string;
  readonly events: number;
}

/** How tags are compared: case, width and runs of blanks do not matter. */
export function tagKey(tag: string): string {
  return tag.normalize("NFKC").toLowerCase().replaceAll(/\s+/gu, " ").trim();
}

/**
 * By what a `LOCATION` is found: the whole, and what stands before its first comma, semicolon or line break, which is
 * mostly the name of the house. Empty where nothing is said.
 */
export function placeKeys(location: string): readonly string[] {
  return [...new Set([tagKey(location), tagKey(placeName(location))])].filter((key) => key !== "");
}

/** The first part of a `LOCATION`, as it is written. */
export function placeName(location: string): string {
  const [first = ""] = location.split(/[,;\r\n]/u);
  return first.trim();
}
