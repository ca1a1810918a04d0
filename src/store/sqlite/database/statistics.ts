import { statSync } from "node:fs";
import { and, eq, sql } from "../../../../schema/drizzle.ts";
import { meta, objects, sites, versions } from "../../../../schema/tables.ts";
import type { Store } from "../../contract.ts";
import type { Connection, Database } from "./database.ts";
import { version } from "./migrate.ts";
import { read } from "./transaction.ts";

export function statistics(db: Database): Store["statistics"] {
  const count = sql<number>`count(*)`;
  // Literals, not parameters: the partial indexes are found only by those.
  const winners = db
    .select({ count })
    .from(versions)
    .where(sql`${versions.state} = 'winner'`)
    .prepare();
  const deleted = db
    .select({ count })
    .from(versions)
    .where(and(sql`${versions.state} = 'winner'`, sql`${versions.deleted} = 1`))
    .prepare();
  const all = db.select({ count }).from(versions).prepare();
  const unseen = db
    .select({ count })
    .from(objects)
    .innerJoin(versions, and(eq(versions.object, objects.id), sql`${versions.state} = 'winner'`))
    .where(and(sql`(${objects.shown} = 0 OR ${objects.hidden} = 1)`, sql`${versions.deleted} = 0`))
    .prepare();
  const contested = db
    .select({ count })
    .from(objects)
    .where(and(sql`${objects.contested} = 1`, sql`${objects.shown} = 1`))
    .prepare();
  const roles = db
    .select({ peer: sql<number>`${sites.kind} = 'peer'`, count })
    .from(sites)
    .where(eq(sites.enabled, true))
    .groupBy(sql`1`)
    .prepare();
  const head = db.select({ at: meta.changedAt }).from(meta).prepare();
  return async () =>
    read(db, () => {
      const enabled = roles.all();
      return {
        events: (winners.get()?.count ?? 0) - (deleted.get()?.count ?? 0) - (unseen.get()?.count ?? 0),
        versions: all.get()?.count ?? 0,
        conflicts: contested.get()?.count ?? 0,
        sites: enabled.reduce((sum, { count }) => sum + count, 0),
        peers: enabled.find(({ peer }) => peer === 1)?.count ?? 0,
        schema: version(db.$client),
        lastChange: head.get()?.at ?? 0,
        bytes: sizeOf(db.$client),
      };
    });
}

/** The database with what is still in its log (WAL), bytes. */
function sizeOf(client: Connection): number {
  const pages = Number(client.pragma("page_count", { simple: true }));
  const log = client.memory ? undefined : statSync(`${client.name}-wal`, { throwIfNoEntry: false });
  return pages * Number(client.pragma("page_size", { simple: true })) + (log?.size ?? 0);
}
