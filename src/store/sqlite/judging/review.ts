import { asc, gt, sql } from "../../../../schema/drizzle.ts";
import { objects } from "../../../../schema/tables.ts";
import type { Changes } from "../database/changes.ts";
import type { Database } from "../database/database.ts";
import { judging } from "./judgement.ts";
import { objectStates } from "../commons/object-states.ts";
import type { SettleObject } from "../commons/settle-object.ts";
import { MADE_HERE } from "../commons/version-rows.ts";

/** Judges an object anew as it stands; without rules that have ever been, there is nothing to judge. */
export type Review = (uid: string, changes: Changes) => void;

export function reviewing(db: Database, settle: SettleObject): Review {
  const states = objectStates(db);
  const judge = judging(db);
  return (uid, changes) => {
    const before = states.load(uid);
    if (before === null || before.rows.size === 0) return;
    const { state } = before;
    const { row } = judge({ row: before.row, fresh: false, showing: null }, state, changes);
    settle(before, row, { state, changed: false }, changes, MADE_HERE);
  };
}

/** All objects a page at a time: those after the id `after`, at most `limit`; gives the last, null where none is left. */
export type ReviewPage = (after: number, limit: number, changes: Changes) => number | null;

export function reviewingPages(db: Database, review: Review): ReviewPage {
  const following = db
    .select({ id: objects.id, uid: objects.uid })
    .from(objects)
    .where(gt(objects.id, sql.placeholder("after")))
    .orderBy(asc(objects.id))
    .limit(sql.placeholder("limit"))
    .prepare();
  return (after, limit, changes) => {
    const found = following.all({ after, limit });
    for (const { uid } of found) review(uid, changes);
    return found.at(-1)?.id ?? null;
  };
}
