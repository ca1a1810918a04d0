import { and, eq, isNull, sql } from "../../../../schema/drizzle.ts";
import { objects, sightings, sites } from "../../../../schema/tables.ts";
import type { Sighting } from "../../../core/model/source.ts";
import type { Database } from "../database/database.ts";
import { perDatabase } from "../database/per-database.ts";
import { slots } from "../database/slots.ts";

/** That a site showed an object, without what it showed. */
export interface Glimpse {
  readonly id: number;
  readonly siteId: number;
  readonly hop: number;
  readonly missingSince: number | null;
  readonly rawHash: string | null;
}

/** What a site shows of an object now; raw and hash are null where a peer sent a version. */
export interface Showing {
  readonly hop: number;
  readonly rawHash: string | null;
  readonly raw: string | null;
}

export interface SightingRows {
  of(object: number): readonly Glimpse[];
  withRaw(object: number, uid: string): readonly Sighting[];
  /** Objects that a site shows, with the hash of what came; with `uids` only these. */
  shownBy(
    siteId: number,
    uids?: readonly string[],
  ): readonly {
    readonly id: number;
    readonly object: number;
    readonly uid: string;
    readonly rawHash: string | null;
  }[];
  count(siteId: number): number;
  /** Writes nothing where all is as before; says whether the sighting is new, or came back. A new object has none. */
  show(
    object: number,
    siteId: number,
    showing: Showing,
    now: number,
    isNew?: boolean,
  ): "new" | "returned" | "known";
  miss(id: number, now: number): void;
}

export const sightingRows = perDatabase((db: Database): SightingRows => {
  const object = sql.placeholder("object");
  const site = sql.placeholder("site");
  const of = db
    .select({
      id: sightings.id,
      siteId: sightings.site,
      hop: sightings.hop,
      missingSince: sightings.missingSince,
      rawHash: sightings.rawHash,
    })
    .from(sightings)
    .where(eq(sightings.object, object))
    .prepare();
  const withRaw = db
    .select({
      siteId: sightings.site,
      hop: sightings.hop,
      firstSeen: sightings.firstSeen,
      missingSince: sightings.missingSince,
      raw: sql<string>`coalesce(${sightings.raw}, '')`,
    })
    .from(sightings)
    .innerJoin(sites, eq(sites.id, sightings.site))
    .where(eq(sightings.object, object))
    .orderBy(sites.position, sites.id)
    .prepare();
  const present = and(eq(sightings.site, site), isNull(sightings.missingSince));
  const shownBy = db
    .select({ id: sightings.id, object: sightings.object, uid: objects.uid, rawHash: sightings.rawHash })
    .from(sightings)
    .innerJoin(objects, eq(objects.id, sightings.object))
    .where(present)
    .prepare();
  const someShownBy = db
    .select({ id: sightings.id, object: sightings.object, uid: objects.uid, rawHash: sightings.rawHash })
    .from(objects)
    .innerJoin(sightings, eq(sightings.object, objects.id))
    .where(and(present, sql`${objects.uid} IN (SELECT value FROM json_each(${sql.placeholder("uids")}))`))
    .prepare();
  const count = db
    .select({ count: sql<number>`count(*)` })
    .from(sightings)
    .where(present)
    .prepare();
  const insert = db
    .insert(sightings)
    .values(slots(sightings, ["object", "site", "hop", "firstSeen", "missingSince", "rawHash", "raw"]))
    .prepare();
  const update = db
    .update(sightings)
    .set(slots(sightings, ["hop", "missingSince", "rawHash", "raw"]))
    .where(eq(sightings.id, sql.placeholder("id")))
    .prepare();
  const miss = db
    .update(sightings)
    .set(slots(sightings, ["missingSince"]))
    .where(eq(sightings.id, sql.placeholder("id")))
    .prepare();
  return {
    of: (object) => of.all({ object }),
    withRaw: (object, uid) => withRaw.all({ object }).map((row) => ({ uid, ...row })),
    shownBy: (site, uids) =>
      uids === undefined ? shownBy.all({ site }) : someShownBy.all({ site, uids: JSON.stringify(uids) }),
    count: (site) => count.get({ site })?.count ?? 0,
    show(object, site, showing, now, isNew = false) {
      const known = isNew ? undefined : of.all({ object }).find(({ siteId }) => siteId === site);
      if (known === undefined) {
        insert.run({ object, site, ...showing, firstSeen: now, missingSince: null });
        return "new";
      }
      const same = known.hop === showing.hop && known.rawHash === showing.rawHash;
      if (!same || known.missingSince !== null) update.run({ id: known.id, ...showing, missingSince: null });
      return known.missingSince === null ? "known" : "returned";
    },
    miss: (id, missingSince) => void miss.run({ id, missingSince }),
  };
});
