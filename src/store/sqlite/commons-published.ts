import { and, asc, desc, eq, exists, gt, gte, inArray, lt, or, type SQL, sql } from "drizzle-orm";
import { meta, objects, occurrences, sightings, sites, versions } from "../../../schema/tables.ts";
import type { Commons } from "../contract.ts";
import type { Database } from "./database.ts";
import { showings } from "./showings.ts";
import { siteRows } from "./site-rows.ts";
import { read } from "./transaction.ts";
import { versionColumns } from "./version-columns.ts";

type Wanted = Parameters<Commons["published"]>[0];

export function commonsPublished(db: Database): Pick<Commons, "published" | "lastChange"> {
  const shown = showings(db);
  const registry = siteRows(db);
  return {
    published: async (wanted) =>
      read(db, () =>
        db
          .select({ object: objects.id, version: versionColumns, changedAt: objects.changedAt })
          .from(objects)
          .innerJoin(versions, and(eq(versions.object, objects.id), eq(versions.state, "winner")))
          .where(conditions(db, wanted))
          .orderBy(asc(objects.uid))
          .limit(wanted.limit)
          .all()
          .map(({ object, version, changedAt }) => ({ version, changedAt, tags: shown.tags(object) })),
      ),
    lastChange: async (siteIds) =>
      read(db, () => {
        for (const id of siteIds ?? []) registry.require(id);
        const head =
          siteIds === undefined
            ? db.select({ seq: meta.seq, at: meta.changedAt }).from(meta).get()
            : db
                .select({ seq: sites.seq, at: sites.changedAt })
                .from(sites)
                .where(inArray(sites.id, [...siteIds]))
                .orderBy(desc(sites.seq))
                .get();
        return head ?? { seq: 0, at: 0 };
      }),
  };
}

function conditions(db: Database, { siteIds, from, to, tombstonesSince, after }: Wanted): SQL | undefined {
  const windowed = from !== undefined || to !== undefined;
  return and(
    gt(objects.uid, after),
    or(eq(versions.deleted, false), gte(objects.changedAt, tombstonesSince)),
    siteIds === undefined
      ? undefined
      : exists(
          db
            .select({ one: sql`1` })
            .from(sightings)
            .where(and(eq(sightings.object, objects.id), inArray(sightings.site, [...siteIds]))),
        ),
    windowed
      ? or(
          eq(versions.deleted, true),
          exists(
            db
              .select({ one: sql`1` })
              .from(occurrences)
              .where(
                and(
                  eq(occurrences.object, objects.id),
                  from === undefined
                    ? undefined
                    : or(gt(occurrences.end, from), gte(occurrences.start, from)),
                  to === undefined ? undefined : lt(occurrences.start, to),
                ),
              ),
          ),
        )
      : undefined,
  );
}
