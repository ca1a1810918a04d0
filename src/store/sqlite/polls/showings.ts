import type { Site } from "../../../core/model/site.ts";
import type { Database } from "../database/database.ts";
import { perDatabase } from "../database/per-database.ts";
import { siteRows } from "../registry/site-rows.ts";

/** Who shows an object, as lists say it. */
export interface Shown {
  /** Sites that show it, in configuration order; where none does any more, those that did. */
  readonly sites: readonly string[];
  /** Their local tags; an absence takes no tag away. */
  readonly tags: readonly string[];
  readonly notInFeed: boolean;
}

export interface Showings {
  /** Of each of these objects. */
  of(objects: readonly number[]): (object: number) => Shown;
  tags(object: number): readonly string[];
}

/** A site that shows an object, or did. */
interface Showing {
  readonly site: Site;
  readonly isPresent: boolean;
}

const NOBODY: readonly Showing[] = [];

export const showings = perDatabase((db: Database): Showings => {
  const registry = siteRows(db);
  const sightings = db.$client
    .prepare<[string], readonly [object: number, site: number, missingSince: number | null]>(
      `SELECT sightings.object, sightings.site, sightings.missing_since
       FROM json_each(?) AS asked CROSS JOIN sightings ON sightings.object = asked.value`,
    )
    .raw();

  const of: Showings["of"] = (objects) => {
    const places = new Map(registry.all().map((site, place) => [site.id, { site, place }]));
    const found = sightings.all(JSON.stringify(objects)).flatMap(([object, id, missingSince]) => {
      const known = places.get(id);
      return known === undefined ? [] : [{ ...known, object, isPresent: missingSince === null }];
    });
    const byObject = Map.groupBy(
      found.toSorted((a, b) => a.place - b.place),
      ({ object }) => object,
    );
    return (object) => shownBy(byObject.get(object) ?? NOBODY);
  };
  return { of, tags: (object) => of([object])(object).tags };
});

function shownBy(all: readonly Showing[]): Shown {
  const present = all.filter(({ isPresent }) => isPresent);
  const named = present.length > 0 ? present : all;
  return {
    sites: named.map(({ site }) => site.name),
    tags: [...new Set(all.flatMap(({ site }) => site.tags))],
    notInFeed: all.length > 0 && present.length === 0,
  };
}
