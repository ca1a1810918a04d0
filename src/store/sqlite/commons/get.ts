import { and, eq, inArray, sql } from "../../../../schema/drizzle.ts";
import { objects, versions } from "../../../../schema/tables.ts";
import { isProposal } from "../../../core/reconcile/proposal.ts";
import { governing, winner } from "../../../core/reconcile/winner.ts";
import type { Commons, StandingVersion } from "../../commons.ts";
import type { Database } from "../database/database.ts";
import { objectStates, type Standing } from "./object-states.ts";
import { overlayRows } from "./overlay-rows.ts";
import { sightingRows } from "../polls/sighting-rows.ts";
import { read } from "../database/transaction.ts";
import { originColumns, versionColumns } from "./version-columns.ts";
import { versionRows } from "./version-rows.ts";

export function commonsGet(db: Database): Pick<Commons, "get" | "known" | "shown" | "byExactDigest"> {
  const states = objectStates(db);
  const sightings = sightingRows(db);
  const overlays = overlayRows(db);
  const origins = versionRows(db);
  const past = db
    .select({
      version: versionColumns,
      ...originColumns,
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
  const standsInFull = sql`${versions.state} IN ('winner', 'rival') AND ${versions.text} <> ''`;
  const exact = db
    .select(versionColumns)
    .from(versions)
    .innerJoin(objects, eq(objects.id, versions.object))
    .where(and(eq(versions.c1, sql.placeholder("c1")), standsInFull))
    .orderBy(versions.hop, versions.id)
    .prepare();
  const isAsked = sql`${objects.uid} IN (SELECT value FROM json_each(${sql.placeholder("uids")}))`;
  const kept = db.select({ uid: objects.uid }).from(objects).where(isAsked).prepare();
  const live = db
    .select({ uid: objects.uid })
    .from(objects)
    .innerJoin(versions, and(eq(versions.object, objects.id), sql`${versions.state} = 'winner'`))
    .where(and(isAsked, eq(versions.deleted, false), eq(objects.shown, true), eq(objects.hidden, false)))
    .prepare();
  const among = (found: typeof kept, uids: readonly string[]) =>
    read(db, () => new Set(found.all({ uids: JSON.stringify(uids) }).map(({ uid }) => uid)));
  const standing = ({ state, rows }: Standing): readonly StandingVersion[] => {
    const first = governing(state);
    const others = first === state.signed ? state.open : state.signed;
    return [first, others]
      .flatMap((known) => known?.versions ?? [])
      .flatMap((version) => {
        const id = rows.get(version);
        return id === undefined ? [] : [{ version, ...origins.origin(id) }];
      });
  };
  return {
    known: async (uids) => among(kept, uids),
    shown: async (uids) => among(live, uids),
    get: async (uid) =>
      read(db, () => {
        const found = states.load(uid);
        if (found === null) return null;
        const { row, state } = found;
        const wins = winner(state);
        return {
          uid,
          state,
          winner: wins,
          shown: overlays.shown(row, wins),
          overlay: overlays.find(row.id),
          admitted: row.admitted,
          standing: standing(found),
          changedAt: row.changedAt,
          sightings: sightings.withRaw(row.id, uid),
          history: past
            .all({ object: row.id })
            .map(({ proposed, ...each }) => ({ ...each, proposed: proposed === 1 })),
        };
      }),
    byExactDigest: async (digests) =>
      read(db, () =>
        [...new Set(digests)].flatMap((c1) => {
          // The same bytes may stand as a proposal, too: with them a relay would hide those that are signed.
          const version = exact.all({ c1 }).find((each) => !isProposal(each));
          return version === undefined ? [] : [version];
        }),
      ),
  };
}
