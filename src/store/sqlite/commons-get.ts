import { and, eq, inArray, sql } from "../../../schema/drizzle.ts";
import { objects, versions } from "../../../schema/tables.ts";
import { winner } from "../../core/reconcile/winner.ts";
import type { Commons } from "../commons.ts";
import type { Database } from "./database.ts";
import { objectStates } from "./object-states.ts";
import { sightingRows } from "./sighting-rows.ts";
import { read } from "./transaction.ts";
import { versionColumns } from "./version-columns.ts";

export function commonsGet(db: Database): Pick<Commons, "get" | "known" | "shown" | "byExactDigest"> {
  const states = objectStates(db);
  const sightings = sightingRows(db);
  const past = db
    .select({
      version: versionColumns,
      proposed: sql<number>`${versions.state} = 'proposed'`,
      at: versions.at,
      why: versions.why,
    })
    .from(versions)
    .innerJoin(objects, eq(objects.id, versions.object))
    .where(
      and(eq(versions.object, sql.placeholder("object")), inArray(versions.state, ["overtaken", "proposed"])),
    )
    .orderBy(sql`${versions.at} DESC, ${versions.id} DESC`)
    .prepare();
  const exact = db
    .select(versionColumns)
    .from(versions)
    .innerJoin(objects, eq(objects.id, versions.object))
    .where(and(eq(versions.c1, sql.placeholder("c1")), inArray(versions.state, ["winner", "rival"])))
    .orderBy(versions.hop, versions.id)
    .limit(1)
    .prepare();
  const isAsked = sql`${objects.uid} IN (SELECT value FROM json_each(${sql.placeholder("uids")}))`;
  const kept = db.select({ uid: objects.uid }).from(objects).where(isAsked).prepare();
  const live = db
    .select({ uid: objects.uid })
    .from(objects)
    .innerJoin(versions, and(eq(versions.object, objects.id), sql`${versions.state} = 'winner'`))
    .where(and(isAsked, eq(versions.deleted, false)))
    .prepare();
  const among = (found: typeof kept, uids: readonly string[]) =>
    read(db, () => new Set(found.all({ uids: JSON.stringify(uids) }).map(({ uid }) => uid)));
  return {
    known: async (uids) => among(kept, uids),
    shown: async (uids) => among(live, uids),
    get: async (uid) =>
      read(db, () => {
        const found = states.load(uid);
        if (found === null) return null;
        return {
          uid,
          state: found.state,
          winner: winner(found.state),
          changedAt: found.row.changedAt,
          sightings: sightings.withRaw(found.row.id, uid),
          history: past
            .all({ object: found.row.id })
            .map(({ proposed, ...each }) => ({ ...each, proposed: proposed === 1 })),
        };
      }),
    byExactDigest: async (digests) =>
      read(db, () =>
        [...new Set(digests)].flatMap((c1) => {
          const version = exact.get({ c1 });
          return version === undefined ? [] : [version];
        }),
      ),
  };
}
