import { and, eq, sql } from "../../../../schema/drizzle.ts";
import { copies, pulls } from "../../../../schema/tables.ts";
import { governing } from "../../../core/reconcile/winner.ts";
import type { PullState, Repair } from "../../repair.ts";
import type { Database } from "../database/database.ts";
import { exceptionRows } from "../deliveries/exception-rows.ts";
import { objectStates } from "../commons/object-states.ts";
import { siteRows } from "../registry/site-rows.ts";
import { read, write } from "../database/transaction.ts";

const NEVER: PullState = {
  epoch: null,
  cursor: 0,
  comparedAt: null,
  nextCompare: null,
  differences: 0,
  ownEpoch: null,
};

/** How far this node is in each peer's change log, and what a comparison showed that the peer lacks. */
export function repairPeers(db: Database): Pick<Repair, "pullState" | "pulled" | "offerAgain"> {
  const sites = siteRows(db);
  const states = objectStates(db);
  const exceptions = exceptionRows(db);
  const peer = sql.placeholder("peer");
  const find = db.select().from(pulls).where(eq(pulls.peer, peer)).prepare();
  const forget = db
    .delete(copies)
    .where(and(eq(copies.peer, peer), eq(copies.object, sql.placeholder("object"))))
    .prepare();
  return {
    pullState: async (peer) => {
      const row = read(db, () => find.get({ peer }));
      if (row === undefined) return NEVER;
      const { peer: _peer, ...state } = row;
      return state;
    },
    pulled: async (peer, state) =>
      write(db, () => {
        sites.require(peer);
        const row = { peer, ...state };
        db.insert(pulls).values(row).onConflictDoUpdate({ target: pulls.peer, set: row }).run();
      }),
    offerAgain: async (peer, uids, now) =>
      write(db, () => {
        let remembered = 0;
        for (const uid of uids) {
          const known = states.load(uid);
          if (known === null) continue;
          if (forget.run({ peer, object: known.row.id }).changes > 0) remembered += 1;
          exceptions.offerAgain(peer, known.row.id, governing(known.state)?.versions ?? [], now);
        }
        return remembered;
      }),
  };
}
