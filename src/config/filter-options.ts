import * as z from "zod";
import type { PeerFilter } from "../core/model/peer-filter.ts";
import { MAX_NUMBER } from "../core/model/version.ts";
import { mapping, numberIn, someOf, tag, text, wholeNumber } from "./expected.ts";
import { isHostPattern } from "./host-pattern.ts";

/** Most tags or hosts that one part of a filter names. */
const MOST_NAMES = 100;
/** Metres: half of the way around the earth holds all of it. */
const MAX_RADIUS = 20_100_000;
/** Octets: no larger object is taken at all. */
const MAX_SIZE = 1024 * 1024;

const tags = someOf(tag(), `a list of 1 to ${MOST_NAMES} tags such as ["music", "free"]`, MOST_NAMES);

const hosts = someOf(
  text(`a host such as "calendar.example" or "*.example"`, isHostPattern),
  `a list of 1 to ${MOST_NAMES} hosts such as ["calendar.example", "*.example"]`,
  MOST_NAMES,
);

/**
 * A filter as peers.yaml, the API and push-register write it (protocol, section 8). All parts must hold; a part that is
 * left out asks for nothing.
 */
export const filterOptions = z.strictObject(
  {
    tags: tags
      .meta({
        description: "Only events with one of these categories. Case and runs of blanks do not matter.",
        examples: [["music", "theatre"]],
      })
      .optional(),
    without_tags: tags
      .meta({
        description: "No events with any of these categories, whatever else they have.",
        examples: [["advertising"]],
      })
      .optional(),
    near: z
      .strictObject(
        {
          latitude: numberIn("degrees", -90, 90).meta({ description: "Degrees, north is positive." }),
          longitude: numberIn("degrees", -180, 180).meta({ description: "Degrees, east is positive." }),
          radius: numberIn("metres", 1, MAX_RADIUS).meta({ description: "How far from there, in metres." }),
        },
        mapping,
      )
      .meta({ description: "Only events within a circle; one that says no position (GEO) is outside." })
      .optional(),
    hops: wholeNumber("a number of hops", 0, MAX_NUMBER)
      .meta({
        description: "Only events that crossed at most so many nodes: 0 at their origin, 1 at its peers.",
        examples: [3],
      })
      .optional(),
    origins: hosts
      .meta({
        description:
          "Only events from these hosts, as their UID or revise URL names them; *.example is example and all below it.",
        examples: [["library.example", "*.example"]],
      })
      .optional(),
    without_origins: hosts
      .meta({ description: "No events from these hosts.", examples: [["spam.example"]] })
      .optional(),
    size: wholeNumber("a number of octets", 1, MAX_SIZE)
      .meta({
        description: "Only events whose iCalendar text has at most so many octets.",
        examples: [65_536],
      })
      .optional(),
    text: text("words of 1 to 200 characters", areWords)
      .meta({
        description:
          "Only events that have all these words in title, place, categories or description, as the agenda's search finds them: the last may be a beginning.",
        examples: ["open air"],
      })
      .optional(),
  },
  mapping,
);

export type FilterWords = z.infer<typeof filterOptions>;

/** A filter in the terms of the model; null where it asks for nothing. */
export function filterOf(words: FilterWords | null | undefined): PeerFilter | null {
  const { tags, without_tags, near, hops, origins, without_origins, size, text } = words ?? {};
  return orNull({
    tags,
    withoutTags: without_tags,
    near,
    hops,
    origins,
    withoutOrigins: without_origins,
    bytes: size,
    text,
  });
}

/** A filter as it is written; null where there is none. */
export function filterWords(filter: PeerFilter | null): FilterWords | null {
  const { tags, withoutTags, near, hops, origins, withoutOrigins, bytes, text } = filter ?? {};
  return orNull({
    tags: tags && [...tags],
    without_tags: withoutTags && [...withoutTags],
    near,
    hops,
    origins: origins && [...origins],
    without_origins: withoutOrigins && [...withoutOrigins],
    size: bytes,
    text,
  });
}

function areWords(text: string): boolean {
  return text.length <= 200 && /^\P{Cc}*$/u.test(text) && /[\p{L}\p{N}]/u.test(text);
}

type Said<T> = { [Key in keyof T]?: Exclude<T[Key], undefined> };

/** Only the parts that are said; null where none is. */
function orNull<T extends object>(parts: T): Said<T> | null {
  const said = Object.entries(parts).filter(([, value]) => value !== undefined);
  return said.length === 0 ? null : (Object.fromEntries(said) as Said<T>);
}
