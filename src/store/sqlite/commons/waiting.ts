import { eq, sql } from "../../../../schema/drizzle.ts";
import { objects } from "../../../../schema/tables.ts";
import type { Commons } from "../../commons.ts";
import type { Database } from "../database/database.ts";
import { ask, piece, where } from "../database/piece.ts";
import { filterParts } from "./filter-parts.ts";
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
          piece`objects.shown = 1 AND objects.uid > ${after}`,
          siteId === undefined
            ? undefined
            : piece`EXISTS (SELECT 1 FROM sightings WHERE object = objects.id AND site = ${siteId})`,
          ...parts.map((part) => part.holds(piece`objects.id`)),
        );
        const found = ask<{ uid: string }>(
          db,
          piece`SELECT uid FROM objects ${conditions} ORDER BY uid LIMIT ${Math.min(limit, MOST)}`,
        );
        return found.map(({ uid }) => uid);
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
  conflict: piece`objects.contested = 1`,
  proposal: piece`objects.id IN (SELECT object FROM versions WHERE waits = 1)`,
};
