import { and, eq, exists, isNotNull, not, or, sql } from "../../../../schema/drizzle.ts";
import { polls, registrations, sites } from "../../../../schema/tables.ts";
import type { Database } from "../database/database.ts";

/** Is a site pushed to: because its operator's file says so, or because it has asked for that itself? */
export function pushedTo(db: Database) {
  const asked = db
    .select({ one: sql`1` })
    .from(registrations)
    .where(
      and(
        eq(registrations.site, sites.url),
        eq(registrations.direction, "in"),
        eq(registrations.state, "active"),
      ),
    );
  return and(eq(sites.kind, "peer"), eq(sites.enabled, true), or(eq(sites.push, true), exists(asked)));
}

/** Is nothing held back from a site? What was suspended, by hand or by the brake, neither gives nor gets. */
export function notHeld(db: Database) {
  const held = db
    .select({ one: sql`1` })
    .from(polls)
    .where(and(eq(polls.site, sites.id), isNotNull(polls.held)));
  return not(exists(held));
}
