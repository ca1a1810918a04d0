import type { SQL } from "drizzle-orm";
import { and, asc, eq, sql } from "../../../../schema/drizzle.ts";
import { meta, objects, occurrences, sites, versions } from "../../../../schema/tables.ts";
import type { Commons } from "../../commons.ts";
import type { Database } from "../database/database.ts";
import type { HandOut } from "../database/handed-out.ts";
import { filterParts, rarestFirst, where } from "./filter-parts.ts";
import { showings } from "../polls/showings.ts";
import { siteRows } from "../registry/site-rows.ts";
import { read } from "../database/transaction.ts";
import { versionColumns } from "./version-columns.ts";

/** What neither a filter nor an overlay takes out of what people see. */
const VISIBLE = sql`${objects.shown} = 1 AND ${objects.hidden} = 0`;

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
  const winners = (wanted: Parameters<Commons["recent"]>[0], live: SQL): SQL => {
    const parts = filterParts(wanted, registry);
    const found = rarestFirst(db, parts, FEW);
    const conditions = found === null ? parts.map((part) => part.holds(sql`${objects.id}`)) : [];
    return sql`${amongst(found)}
      CROSS JOIN ${versions} ON ${versions.object} = ${objects.id} AND ${versions.state} = 'winner'
      ${where(live, VISIBLE, inWindow(wanted), ...conditions)}`;
  };

  return {
    published: async (wanted) =>
      read(db, () => {
        const page = sql`SELECT ${objects.id} FROM ${winners(wanted, inTurn(wanted))}
          ORDER BY ${objects.uid} LIMIT ${wanted.limit}`;
        return db
          .select({ object: objects.id, version: versionColumns, changedAt: objects.changedAt })
          .from(objects)
          .innerJoin(versions, and(eq(versions.object, objects.id), sql`${versions.state} = 'winner'`))
          .where(sql`${objects.id} IN (${page})`)
          .orderBy(asc(objects.uid))
          .all()
          .map(({ object, ...found }) => ({ ...found, tags: shown.tags(object) }));
      }),
    outline: async (wanted) =>
      read(db, () => {
        const hasTags = registry.all().some(({ tags }) => tags.length > 0);
        return db
          .values<[object: number, uid: string, seq: number]>(
            sql`SELECT ${objects.id}, ${objects.uid}, ${objects.seq} FROM ${winners(wanted, inTurn(wanted))}
              ORDER BY ${objects.uid} LIMIT ${wanted.limit}`,
          )
          .map(([object, uid, seq]) => ({ uid, seq, tags: hasTags ? shown.tags(object) : NO_TAGS }));
      }),
    recent: async (wanted) =>
      read(db, () =>
        db.all<{ uid: string; changedAt: number }>(
          sql`SELECT ${objects.uid} AS uid, ${objects.changedAt} AS changedAt
            FROM ${winners(wanted, sql`${versions.deleted} = 0`)}
            ORDER BY ${objects.changedAt} DESC, ${objects.seq} DESC LIMIT ${wanted.limit}`,
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

function amongst(found: SQL | null): SQL {
  if (found === null) return sql`${objects}`;
  return sql`(${found}) AS found CROSS JOIN ${objects} ON ${objects.id} = found.object`;
}

function inTurn({ after, tombstonesSince }: Wanted): SQL {
  const isLive = sql`(${versions.deleted} = 0 OR ${objects.changedAt} >= ${tombstonesSince})`;
  return sql`${objects.uid} > ${after} AND ${isLive}`;
}

/** Those with an occurrence in the window, and the deleted ones. */
function inWindow({ from, to }: Pick<Wanted, "from" | "to">): SQL | undefined {
  if (from === undefined && to === undefined) return undefined;
  const happens = where(
    sql`${occurrences.object} = ${objects.id}`,
    from === undefined ? undefined : sql`(${occurrences.end} > ${from} OR ${occurrences.start} >= ${from})`,
    to === undefined ? undefined : sql`${occurrences.start} < ${to}`,
  );
  return sql`(${versions.deleted} = 1 OR EXISTS (SELECT 1 FROM ${occurrences} ${happens}))`;
}
