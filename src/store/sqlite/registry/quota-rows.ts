import { eq, sql } from "../../../../schema/drizzle.ts";
import { quotas } from "../../../../schema/tables.ts";
import type { Ration } from "../../registry.ts";
import type { Database } from "../database/database.ts";
import { slots } from "../database/slots.ts";

const DAY = 86_400_000;

/** Counts what a peer offers against what it may bring a day; as `Registry` has it. */
export function quotaRows(
  db: Database,
): (peer: number, offered: number, most: number, now: number) => Ration {
  const find = db
    .select()
    .from(quotas)
    .where(eq(quotas.peer, sql.placeholder("peer")))
    .prepare();
  const counted = slots(quotas, ["since", "brought"]);
  const write = db
    .insert(quotas)
    .values({ ...slots(quotas, ["peer"]), ...counted })
    .onConflictDoUpdate({ target: quotas.peer, set: counted })
    .prepare();
  return (peer, offered, most, now) => {
    const known = find.get({ peer });
    const { since, brought } =
      known !== undefined && now < known.since + DAY ? known : { since: now, brought: 0 };
    const allowed = Math.min(offered, Math.max(0, most - brought));
    // One more than it may says that it was stopped already; where it may more by now, that costs it one.
    const sum = allowed < offered ? Math.max(brought, most + 1) : brought + offered;
    if (offered > 0) write.run({ peer, since, brought: sum });
    return { allowed, isNews: allowed < offered && brought <= most, until: since + DAY };
  };
}
