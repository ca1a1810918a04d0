import { eq, sql } from "../../../../schema/drizzle.ts";
import { objects, sightings, versions } from "../../../../schema/tables.ts";
import type { Commons } from "../../commons.ts";
import type { Database } from "../database/database.ts";
import { filterParts, where } from "./filter-parts.ts";
import { noticesSettled } from "../people/notice-rows.ts";
import { siteRows } from "../registry/site-rows.ts";
import { read, write } from "../database/transaction.ts";
import { versionRows } from "./version-rows.ts";

/** Most UIDs of one page. */
const MOST = 1_000;

/** What waits for a person: conflicts, and changes that were proposed. */
export function commonsWaiting(db: Database): Pick<Commons, "waiting" | "settleProposals"> {
  const registry = siteRows(db);
  const rows = versionRows(db);
  const settled = noticesSettled(db);
  const find = db
    .select({ id: objects.id })
    .from(objects)
    .where(eq(objects.uid, sql.placeholder("uid")))
    .prepare();
  return {
    waiting: async ({ kind, siteId, text, after, limit }) =>
      read(db, () => {
        const parts = text === undefined ? [] : filterParts({ text }, registry);
        const conditions = where(
          WAITS[kind],
          sql`${objects.shown} = 1 AND ${objects.uid} > ${after}`,
          siteId === undefined
            ? undefined
            : sql`EXISTS (SELECT 1 FROM ${sightings}
                WHERE ${sightings.object} = ${objects.id} AND ${sightings.site} = ${siteId})`,
          ...parts.map((part) => part.holds(sql`${objects.id}`)),
        );
        return db
          .all<{ uid: string }>(
            sql`SELECT ${objects.uid} AS uid FROM ${objects} ${conditions}
              ORDER BY ${objects.uid} LIMIT ${Math.min(limit, MOST)}`,
          )
          .map(({ uid }) => uid);
      }),
    settleProposals: async (uid, now) =>
      write(db, () => {
        const object = find.get({ uid })?.id;
        if (object !== undefined && rows.settle(object)) settled.ofEvent("proposal", uid, now);
      }),
  };
}

/** As their partial indexes say it. */
const WAITS = {
  conflict: sql`${objects.contested} = 1`,
  proposal: sql`${objects.id} IN (SELECT ${versions.object} FROM ${versions} WHERE ${versions.waits} = 1)`,
};
