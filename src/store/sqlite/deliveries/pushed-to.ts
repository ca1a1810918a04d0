import { and, eq, exists, isNotNull, not, or, sql } from "../../../../schema/drizzle.ts";
import { polls, registrations, sites } from "../../../../schema/tables.ts";
import type { Database } from "../database/database.ts";

/** What a site has asked for itself, and is given. */
export function askedFor(db: Database) {
  return db
    .select({ one: sql`1` })
    .from(registrations)
    .where(
      and(
        eq(registrations.site, sites.url),
        eq(registrations.direction, "in"),
        eq(registrations.state, "active"),
      ),
    );
}

/** Is a site pushed to: because its operator's file says so, or because it has asked for that itself? */
export function pushedTo(db: Database) {
  const isWanted = or(eq(sites.push, true), exists(askedFor(db)));
  return and(eq(sites.kind, "peer"), eq(sites.enabled, true), isWanted);
}

/** Is nothing held back from a site? What was suspended, by hand or by the brake, neither gives nor gets. */
export function notHeld(db: Database) {
  const held = db
    .select({ one: sql`1` })
    .from(polls)
    .where(and(eq(polls.site, sites.id), isNotNull(polls.held)));
  return not(exists(held));
}
