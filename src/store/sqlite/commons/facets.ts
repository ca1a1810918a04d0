import { tagKey } from "../../../core/model/filter.ts";
import type { Facet } from "../../../core/model/filter.ts";
import type { Commons } from "../../commons.ts";
import type { Database } from "../database/database.ts";
import { ask, type Piece, piece } from "../database/piece.ts";
import { reachingInto } from "./list-window.ts";
import { LATEST } from "../listing/occurrence-rows.ts";
import { type SiteRows, siteRows } from "../registry/site-rows.ts";
import { read } from "../database/transaction.ts";

/** So many of the next occurrences are counted, and as many of those that go on: it bounds the work. */
const COUNTED = 20_000;
/** Most facets that are given. */
const MOST = 1_000;

export function commonsFacets(db: Database): Commons["facets"] {
  const sites = siteRows(db);
  return async (kind, { from, limit }) =>
    read(db, () => {
      const named = kind === "places" ? PLACES : tags(sites);
      return ask<Facet>(
        db,
        piece`
        WITH coming AS (${coming(from)}), named (object, key, name) AS (${named}),
          event AS (SELECT object, key, name FROM named GROUP BY object, key),
          spelling AS (SELECT key, name, count(*) AS events FROM event GROUP BY key, name),
          facet AS (SELECT key, name, max(events), sum(events) AS total FROM spelling GROUP BY key)
        SELECT name, total AS events FROM facet ORDER BY total DESC, key
        LIMIT ${Math.min(Math.max(Math.trunc(limit), 1), MOST)}`,
      );
    });
}

/** Objects with an occurrence that ends after a moment, or begins at it. */
function coming(from: number): Piece {
  return piece`
    SELECT object FROM (
      SELECT object FROM occurrences INDEXED BY occurrences_start
      WHERE start >= ${from} ORDER BY start LIMIT ${COUNTED}
    ) UNION SELECT object FROM (
      SELECT occurrences.object AS object ${reachingInto({ from, to: LATEST })} LIMIT ${COUNTED}
    )`;
}

const PLACES = piece`
  SELECT coming.object, place, name
  FROM coming CROSS JOIN event_places ON event_places.object = coming.object WHERE name IS NOT NULL`;

/** Categories, and the local tags of the sites that ever showed an object. */
function tags(sites: SiteRows): Piece {
  const own = piece`
    SELECT coming.object, tag, name FROM coming CROSS JOIN event_tags ON event_tags.object = coming.object`;
  const local = sites.all().flatMap((site) => site.tags.map((name) => [site.id, tagKey(name), name.trim()]));
  if (local.length === 0) return own;
  return piece`
    ${own} UNION ALL SELECT coming.object, local.value ->> 1, local.value ->> 2
    FROM coming CROSS JOIN sightings ON sightings.object = coming.object
    JOIN json_each(${JSON.stringify(local)}) AS local ON local.value ->> 0 = sightings.site`;
}
