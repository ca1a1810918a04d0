import type { Commons } from "../../commons.ts";
import type { Database } from "../database/database.ts";
import { read } from "../database/transaction.ts";

interface Row {
  readonly uid: string;
  readonly revision: number;
  readonly reviseUrl: string;
  readonly hop: number;
}

/** As `Commons.recognise` says: of these merge, sightings and copies would all stay as they are. */
export function commonsRecognise(db: Database): Commons["recognise"] {
  // In this order: SQLite might else begin with all that the peer shows.
  const find = db.$client.prepare<{ readonly site: number; readonly c1: string }, Row>(
    `SELECT objects.uid, versions.revision, versions.revise_url AS reviseUrl, sightings.hop
     FROM versions INDEXED BY versions_c1
     CROSS JOIN objects ON objects.id = versions.object AND objects.admitted = 1 AND objects.shown = 1
     CROSS JOIN sightings ON sightings.object = versions.object AND sightings.site = @site
       AND sightings.missing_since IS NULL AND sightings.raw_hash IS NULL AND sightings.hop >= versions.hop
     CROSS JOIN copies ON copies.peer = @site AND copies.object = versions.object AND copies.class = 'open'
       AND copies.digest = versions.digest AND copies.revision = versions.revision AND copies.c1 = versions.c1
       AND copies.hop <= max(0, sightings.hop - 1)
     WHERE versions.c1 = @c1 AND versions.class = 'open' AND versions.state IN ('winner', 'rival')
       AND versions.text <> ''`,
  );
  return async (site, c1s) => read(db, () => c1s.map((c1) => find.get({ site, c1 }) ?? null));
}
