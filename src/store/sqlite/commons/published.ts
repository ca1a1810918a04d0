import { and, asc, eq, sql } from "../../../../schema/drizzle.ts";
import { meta, objects, sites, versions } from "../../../../schema/tables.ts";
import type { Commons } from "../../commons.ts";
import type { Database } from "../database/database.ts";
import type { HandOut } from "../database/handed-out.ts";
import { ask, asSql, type Piece, piece, where } from "../database/piece.ts";
import { filterParts, rarestFirst } from "./filter-parts.ts";
import { showings } from "../polls/showings.ts";
import { siteRows } from "../registry/site-rows.ts";
import { read } from "../database/transaction.ts";
import { versionColumns } from "./version-columns.ts";
import { windowParts } from "./window-part.ts";

/** What neither a filter nor an overlay takes out of what people see. */
const VISIBLE = piece`objects.shown = 1 AND objects.hidden = 0`;

type Head = Awaited<ReturnType<Commons["lastChange"]>>;
const NEVER: Head = { seq: 0, at: 0 };
const NO_TAGS: readonly string[] = [];

type Wanted = Parameters<Commons["published"]>[0];

/** Up to so many objects are looked up for each page; of more, all are gone through until the page is full. */
const FEW = 3_000;

export function commonsPublished(
  db: Database,
  handOut: HandOut,
): Pick<Commons, "published" | "outline" | "recent" | "lastChange"> {
  const shown = showings(db);
  const registry = siteRows(db);
  const head = db.select({ seq: meta.seq, at: meta.changedAt }).from(meta).prepare();
  const headOf = db
    .select({ seq: sites.seq, at: sites.changedAt })
    .from(sites)
    .where(eq(sites.id, sql.placeholder("id")))
    .prepare();
  const ofSite = (id: number) => headOf.get({ id: registry.require(id).id });
  /** The winners that a filter and a window hold, as far as `live` does. */
  const winners = (wanted: Parameters<Commons["recent"]>[0], live: Piece): Piece => {
    const parts = [...filterParts(wanted, registry), ...windowParts(wanted)];
    const found = rarestFirst(db, parts, FEW);
    const conditions = found === null ? parts.map((part) => part.holds(piece`objects.id`)) : [];
    return piece`${amongst(found)}
      CROSS JOIN versions ON versions.object = objects.id AND versions.state = 'winner'
      ${where(live, VISIBLE, ...conditions)}`;
  };

  return {
    published: async (wanted) =>
      read(db, () => {
        const page = piece`SELECT objects.id FROM ${winners(wanted, inTurn(wanted))}
          ORDER BY objects.uid LIMIT ${wanted.limit}`;
        return db
          .select({ object: objects.id, version: versionColumns, changedAt: objects.changedAt })
          .from(objects)
          .innerJoin(versions, and(eq(versions.object, objects.id), sql`${versions.state} = 'winner'`))
          .where(sql`${objects.id} IN (${asSql(page)})`)
          .orderBy(asc(objects.uid))
          .all()
          .map(({ object, ...found }) => ({ ...found, tags: shown.tags(object) }));
      }),
    outline: async (wanted) =>
      read(db, () => {
        const hasTags = registry.all().some(({ tags }) => tags.length > 0);
        const page = piece`SELECT objects.id AS object, objects.uid AS uid, objects.seq AS seq
          FROM ${winners(wanted, inTurn(wanted))} ORDER BY objects.uid LIMIT ${wanted.limit}`;
        return ask<{ object: number; uid: string; seq: number }>(db, page).map(({ object, uid, seq }) => ({
          uid,
          seq,
          tags: hasTags ? shown.tags(object) : NO_TAGS,
        }));
      }),
    recent: async (wanted) =>
      read(db, () =>
        ask(
          db,
          piece`
          SELECT objects.uid AS uid, objects.changed_at AS changedAt
          FROM ${winners(wanted, piece`versions.deleted = 0`)}
          ORDER BY objects.changed_at DESC, objects.seq DESC LIMIT ${wanted.limit}`,
        ),
      ),
    lastChange: async (siteIds) =>
      read(db, () => {
        const changes = siteIds === undefined ? [head.get()] : siteIds.map(ofSite);
        const last = changes.reduce<Head>((a, b) => (b !== undefined && b.seq >= a.seq ? b : a), NEVER);
        handOut(last.seq);
        return last;
      }),
  };
}

function amongst(found: Piece | null): Piece {
  if (found === null) return piece`objects`;
  return piece`(${found}) AS found CROSS JOIN objects ON objects.id = found.object`;
}

function inTurn({ after, tombstonesSince }: Wanted): Piece {
  return piece`objects.uid > ${after} AND (versions.deleted = 0 OR objects.changed_at >= ${tombstonesSince})`;
}
