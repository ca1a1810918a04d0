import { asc, eq, sql } from "../../../../schema/drizzle.ts";
import { exceptions, objects } from "../../../../schema/tables.ts";
import type { DeliveryException, Deliveries } from "../../deliveries.ts";
import type { Database } from "../database/database.ts";
import { read } from "../database/transaction.ts";

/** What a peer did not take, for people. */
export function exceptionList(db: Database): Deliveries["exceptions"] {
  const list = db
    .select({
      uid: objects.uid,
      revision: exceptions.revision,
      c1: exceptions.c1,
      verdict: exceptions.verdict,
      reason: exceptions.reason,
      tries: exceptions.tries,
      nextTry: exceptions.nextTry,
    })
    .from(exceptions)
    .innerJoin(objects, eq(objects.id, exceptions.object))
    .where(eq(exceptions.peer, sql.placeholder("peer")))
    .orderBy(asc(objects.uid), asc(exceptions.c1))
    .limit(sql.placeholder("limit"))
    .prepare();
  return async (peer, limit) => read(db, (): readonly DeliveryException[] => list.all({ peer, limit }));
}
