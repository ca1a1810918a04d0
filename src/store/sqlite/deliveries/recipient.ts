import { and, eq, exists, sql } from "../../../../schema/drizzle.ts";
import { cursors, exceptions, objects, sites } from "../../../../schema/tables.ts";
import type { Database } from "../database/database.ts";
import { askedFor, notHeld, pushedTo } from "./pushed-to.ts";

/** How a peer that is pushed to stands. */
export interface Recipient {
  readonly cursor: number;
  readonly failures: number;
  readonly nextTry: number | null;
  /** It is not tried: by its own answer, or because it has failed for long. */
  readonly rests: boolean;
  /** The change log goes on behind its cursor. */
  readonly behind: boolean;
  /** There is something that it did not take. */
  readonly hasExceptions: boolean;
  /** It has asked for it itself. */
  readonly asked: boolean;
}

/** All of it by one statement, as it is asked for before each batch; null for a site that is not pushed to. */
export function recipients(db: Database): (peer: number) => Recipient | null {
  const cursor = sql<number>`coalesce(${cursors.cursor}, 0)`;
  const refused = db
    .select({ one: sql`1` })
    .from(exceptions)
    .where(eq(exceptions.peer, sites.id));
  const find = db
    .select({
      cursor: cursor.mapWith(Number),
      failures: sql<number>`coalesce(${cursors.failures}, 0)`.mapWith(Number),
      nextTry: cursors.nextTry,
      rests: sql<boolean>`coalesce(${cursors.stopped} OR ${cursors.dormant}, 0)`.mapWith(Boolean),
      behind: sql<boolean>`coalesce((SELECT max(seq) FROM ${objects}) > ${cursor}, 0)`.mapWith(Boolean),
      hasExceptions: sql<boolean>`${exists(refused)}`.mapWith(Boolean),
      asked: sql<boolean>`${exists(askedFor(db))}`.mapWith(Boolean),
    })
    .from(sites)
    .leftJoin(cursors, eq(cursors.peer, sites.id))
    .where(and(pushedTo(db), notHeld(db), eq(sites.id, sql.placeholder("peer"))))
    .prepare();
  return (peer) => find.get({ peer }) ?? null;
}
