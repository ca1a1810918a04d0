import type { EventSummary } from "../../../core/model/event.ts";
import { placeKeys, placeName, tagKey } from "../../../core/model/filter.ts";
import type { Database } from "../database/database.ts";

/** Most tags of one event by which it is found. */
const MOST_TAGS = 64;
/** What is longer is no name of a tag or place. */
const LONGEST_KEY = 500;

/** By what events are found beside their words: tags, places and positions. */
export interface EventKeys {
  /** In the place of those that there are, unless it is new. */
  write(object: number, summary: EventSummary, isNew?: boolean): void;
  remove(object: number): void;
}

export function eventKeys({ $client: client }: Database): EventKeys {
  const removeTags = client.prepare("DELETE FROM event_tags WHERE object = ?");
  const removePlaces = client.prepare("DELETE FROM event_places WHERE object = ?");
  const removePosition = client.prepare("DELETE FROM event_positions WHERE object = ?");
  const addTag = client.prepare("INSERT INTO event_tags (object, tag, name) VALUES (?, ?, ?)");
  const addPlace = client.prepare("INSERT INTO event_places (object, place, name) VALUES (?, ?, ?)");
  const addPosition = client.prepare(
    `INSERT INTO event_positions (object, south, north, west, east, latitude, longitude)
     VALUES (@object, @latitude, @latitude, @longitude, @longitude, @latitude, @longitude)`,
  );
  const remove = (object: number) => {
    removeTags.run(object);
    removePlaces.run(object);
    removePosition.run(object);
  };
  return {
    remove,
    write(object, { categories, location, geo }, isNew = false) {
      if (!isNew) remove(object);
      for (const [tag, name] of tagsOf(categories)) addTag.run(object, tag, name);
      for (const [place, name] of placesOf(location)) addPlace.run(object, place, name);
      if (geo !== null) addPosition.run({ object, ...geo });
    },
  };
}

/** Each tag once, as it is written first. */
function tagsOf(categories: readonly string[]): ReadonlyMap<string, string> {
  const found = new Map<string, string>();
  for (const name of categories) {
    const tag = tagKey(name);
    if (found.size === MOST_TAGS) break;
    if (tag !== "" && tag.length <= LONGEST_KEY && !found.has(tag)) found.set(tag, name.trim());
  }
  return found;
}

/** The whole has no name of its own, unless it is the first part as well. */
function placesOf(location: string): readonly (readonly [string, string | null])[] {
  const name = placeName(location);
  return placeKeys(location)
    .filter((place) => place.length <= LONGEST_KEY)
    .map((place) => [place, place === tagKey(name) ? name : null]);
}
