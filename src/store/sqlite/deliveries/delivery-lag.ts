import type { SQL } from "drizzle-orm";
import { and, eq, sql } from "../../../../schema/drizzle.ts";
import { cursors, exceptions, objects, sites } from "../../../../schema/tables.ts";
import type { Site } from "../../../core/model/site.ts";
import type { Deliveries, PeerLag } from "../../deliveries.ts";
import type { Database } from "../database/database.ts";
import { CIRCUIT_OPENS } from "./cursor-rows.ts";
import { notHeld, pushedTo } from "./pushed-to.ts";
import { siteRows } from "../registry/site-rows.ts";
import { read } from "../database/transaction.ts";

/** A peer that is pushed to, and what moves it. */
interface Push {
  readonly peer: number;
  readonly behind: boolean;
  readonly stopped: boolean;
  readonly dormant: boolean;
  readonly nextTry: number | null;
  /** When the next exception is to be offered again. */
  readonly exception: number | null;
}

export function deliveryLag(db: Database): Pick<Deliveries, "due" | "lag" | "lagOf" | "nextDue"> {
  const registry = siteRows(db);
  const cursor = sql<number>`coalesce(${cursors.cursor}, 0)`;
  const pushes = db
    .select({
      peer: sites.id,
      behind: sql<boolean>`(SELECT max(seq) FROM ${objects}) > ${cursor}`.mapWith(Boolean),
      stopped: sql<boolean>`coalesce(${cursors.stopped}, 0)`.mapWith(Boolean),
      dormant: sql<boolean>`coalesce(${cursors.dormant}, 0)`.mapWith(Boolean),
      nextTry: cursors.nextTry,
      exception: sql<number | null>`(
        SELECT min(${exceptions.nextTry}) FROM ${exceptions} WHERE ${exceptions.peer} = ${sites.id}
      )`,
    })
    .from(sites)
    .leftJoin(cursors, eq(cursors.peer, sites.id))
    .where(and(pushedTo(db), notHeld(db)))
    .orderBy(sites.position, sites.id)
    .prepare();
  const lagWhere = (peers: SQL | undefined) =>
    db
      .select({
        siteId: sites.id,
        url: sites.url,
        cursor,
        backlog: sql<number>`(SELECT count(*) FROM ${objects} WHERE ${objects.seq} > ${cursor})`,
        failures: sql<number>`coalesce(${cursors.failures}, 0)`,
        nextTry: cursors.nextTry,
        lastSuccess: cursors.lastSuccess,
        lastError: cursors.lastError,
        exceptions: sql<number>`(SELECT count(*) FROM ${exceptions} WHERE ${exceptions.peer} = ${sites.id})`,
        stopped: sql<boolean>`coalesce(${cursors.stopped}, 0)`.mapWith(Boolean),
        circuit: sql<
          PeerLag["circuit"]
        >`iif(coalesce(${cursors.failures}, 0) < ${CIRCUIT_OPENS}, 'closed', 'open')`,
        dormant: sql<boolean>`coalesce(${cursors.dormant}, 0)`.mapWith(Boolean),
      })
      .from(sites)
      .leftJoin(cursors, eq(cursors.peer, sites.id))
      .where(peers)
      .orderBy(sites.position, sites.id)
      .prepare();
  const lag = lagWhere(pushedTo(db));
  const lagOf = lagWhere(and(pushedTo(db), eq(sites.id, sql.placeholder("peer"))));
  const due = (): readonly { readonly peer: number; readonly at: number }[] =>
    pushes.all().flatMap((push) => {
      const at = dueAt(push);
      return at === null ? [] : [{ peer: push.peer, at }];
    });
  return {
    due: async (now) =>
      read(db, () =>
        due().flatMap(({ peer, at }): readonly Site[] => (at <= now ? [registry.require(peer)] : [])),
      ),
    lag: async () => read(db, (): readonly PeerLag[] => lag.all()),
    lagOf: async (peer) => read(db, (): PeerLag | null => lagOf.get({ peer }) ?? null),
    nextDue: async () =>
      read(db, () => due().reduce<number | null>((least, { at }) => Math.min(least ?? at, at), null)),
  };
}

/** When something can be sent, ms; 0 stands for at once, null for never. */
function dueAt({ behind, stopped, dormant, nextTry, exception }: Push): number | null {
  if (stopped || dormant || (!behind && exception === null)) return null;
  return Math.max(nextTry ?? 0, behind ? 0 : (exception ?? 0));
}
