import { asc, eq, sql } from "../../../../schema/drizzle.ts";
import { sightings, sites } from "../../../../schema/tables.ts";
import type { Database } from "../database/database.ts";
import { perDatabase } from "../database/per-database.ts";

/** Who shows an object, as lists say it. */
export interface Shown {
  /** Sites that show it, in configuration order; where none does any more, those that did. */
  readonly sites: readonly string[];
  /** Their local tags; an absence takes no tag away. */
  readonly tags: readonly string[];
  readonly notInFeed: boolean;
}

export interface Showings {
  of(object: number): Shown;
  tags(object: number): readonly string[];
}

export const showings = perDatabase((db: Database): Showings => {
  const of = db
    .select({ name: sites.name, tags: sites.tags, missingSince: sightings.missingSince })
    .from(sightings)
    .innerJoin(sites, eq(sites.id, sightings.site))
    .where(eq(sightings.object, sql.placeholder("object")))
    .orderBy(asc(sites.position), asc(sites.id))
    .prepare();
  const tagsOf = (rows: readonly { readonly tags: readonly string[] }[]) => [
    ...new Set(rows.flatMap(({ tags }) => tags)),
  ];
  return {
    of(object) {
      const all = of.all({ object });
      const present = all.filter(({ missingSince }) => missingSince === null);
      const named = present.length > 0 ? present : all;
      return {
        sites: named.map(({ name }) => name),
        tags: tagsOf(all),
        notInFeed: all.length > 0 && present.length === 0,
      };
    },
    tags: (object) => tagsOf(of.all({ object })),
  };
});
