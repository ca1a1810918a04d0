import { and, eq, inArray, sql } from "../../../../schema/drizzle.ts";
import { cursors, polls, sites as siteTable, versions } from "../../../../schema/tables.ts";
import type { Database } from "../database/database.ts";
import { policyRows } from "./policy-rows.ts";
import { ruleBook } from "./rules.ts";
import { siteRows } from "../registry/site-rows.ts";

/** Does `work`, which may change filters and policies, and what follows where it has; within a transaction. */
export type UnderRules = <T>(now: number, work: () => T) => T;

/**
 * Filters and policies are no part of any version: where they change, nothing arrives that would be judged by them
 * (protocol, section 8). So objects are judged anew, peers are offered from the beginning what rules withheld from them,
 * and all are asked at once for the bytes of stubs.
 */
export function underRules(db: Database): UnderRules {
  const book = ruleBook(db);
  const sites = siteRows(db);
  const policies = policyRows(db);
  const rewind = db
    .update(cursors)
    .set({ cursor: 0 })
    .where(eq(cursors.peer, sql.placeholder("peer")))
    .prepare();
  const stub = db
    .select({ id: versions.id })
    .from(versions)
    .where(sql`${versions.text} = '' AND ${versions.state} IN ('winner', 'rival')`)
    .limit(1)
    .prepare();
  const peers = db
    .select({ id: siteTable.id })
    .from(siteTable)
    .where(and(eq(siteTable.kind, "peer"), eq(siteTable.enabled, true)));

  /** What decides what each peer is given; those that asked for it themselves are given nothing that is past. */
  const outward = (): ReadonlyMap<number, string> => {
    const forward = policies.all().filter(({ action }) => action === "forward");
    const pushed = sites.all().filter(({ kind, push }) => kind === "peer" && push);
    return new Map(pushed.map(({ id, filterOut }) => [id, JSON.stringify([filterOut, forward])]));
  };

  return (now, work) => {
    const before = { given: outward(), rules: book.name() };
    const done = work();
    book.renew();
    for (const [peer, given] of outward()) if (before.given.get(peer) !== given) rewind.run({ peer });
    if (book.name() !== before.rules && stub.get() !== undefined) {
      db.update(polls).set({ nextPoll: now }).where(inArray(polls.site, peers)).run();
    }
    return done;
  };
}
