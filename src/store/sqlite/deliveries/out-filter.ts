import { and, asc, eq, sql } from "../../../../schema/drizzle.ts";
import { policies, registrations } from "../../../../schema/tables.ts";
import type { Site } from "../../../core/model/site.ts";
import type { ObjectState } from "../../../core/model/version.ts";
import { forwarded } from "../../../core/reconcile/interest.ts";
import { subjectOf } from "../../../core/reconcile/subject.ts";
import { leastHop, winner } from "../../../core/reconcile/winner.ts";
import type { Database } from "../database/database.ts";

/** Is this object given to a peer that has none of it? By its winner, and the least hop of any standing version. */
export type Outward = (state: ObjectState) => boolean;

/**
 * What one peer is given: by its row, by what it asked for itself, and by the policy (protocol, section 8). Within a
 * transaction.
 */
export function outFilter(db: Database): (peer: Site, hasAsked: boolean) => Outward {
  const asked = db
    .select({ filter: registrations.filter })
    .from(registrations)
    .where(
      and(
        eq(registrations.site, sql.placeholder("site")),
        eq(registrations.direction, "in"),
        eq(registrations.state, "active"),
      ),
    )
    .prepare();
  const forward = db
    .select()
    .from(policies)
    .where(eq(policies.action, "forward"))
    .orderBy(asc(policies.position))
    .prepare();
  return (peer, hasAsked) => {
    const rows = forward.all();
    const wishes = hasAsked ? asked.all({ site: peer.url }) : [];
    const filters = [peer.filterOut, ...wishes.map(({ filter }) => filter)].filter(
      (filter) => filter !== null,
    );
    if (rows.length === 0 && filters.length === 0) return () => true;
    const to = { host: new URL(peer.url).host, filters };
    return (state) => {
      const wins = winner(state);
      if (wins === null || wins.text === "") return false;
      return forwarded(to, rows, subjectOf(wins, leastHop(state))) === null;
    };
  };
}
