import { asc } from "../../../../schema/drizzle.ts";
import { policies } from "../../../../schema/tables.ts";
import type { Policy } from "../../../core/model/policy.ts";
import type { Database } from "../database/database.ts";
import { perDatabase } from "../database/per-database.ts";
import { untilWritten } from "../database/until-written.ts";

export interface PolicyRows {
  /** In their order: the last that matches wins. */
  all(): readonly Policy[];
  replace(wanted: readonly Policy[]): void;
}

export const policyRows = perDatabase((db: Database): PolicyRows => {
  const { action, actor, scope, verdict } = policies;
  const all = db
    .select({ action, actor, scope, verdict })
    .from(policies)
    .orderBy(asc(policies.position))
    .prepare();
  const known = untilWritten(db, [{ table: policies }], () => all.all());
  return {
    all: known,
    replace(wanted) {
      db.delete(policies).run();
      for (const [position, policy] of wanted.entries()) {
        db.insert(policies)
          .values({ ...policy, position })
          .run();
      }
    },
  };
});
