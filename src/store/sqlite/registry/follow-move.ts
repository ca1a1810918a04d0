import { and, eq, sql } from "../../../../schema/drizzle.ts";
import { registrations, sites } from "../../../../schema/tables.ts";
import { DomainError } from "../../../core/model/domain-error.ts";
import type { Site } from "../../../core/model/site.ts";
import type { Registry } from "../../registry.ts";
import type { Changes } from "../database/changes.ts";
import type { Database } from "../database/database.ts";
import { healthRows } from "../polls/health-rows.ts";
import { noticeRows } from "../people/notice-rows.ts";
import { siteRows } from "./site-rows.ts";

/** Takes a peer and its registrations from one origin to another; within a transaction. */
export function following(
  db: Database,
): (siteId: number, move: Parameters<Registry["move"]>[1], changes: Changes) => void {
  const rows = siteRows(db);
  const health = healthRows(db);
  const tell = noticeRows(db);
  const lastMove = db
    .select({ movedFrom: sites.movedFrom, movedAt: sites.movedAt })
    .from(sites)
    .where(eq(sites.id, sql.placeholder("siteId")))
    .prepare();
  return (siteId, { url, createdAt, notice }, changes) => {
    const site = rows.require(siteId);
    const { movedFrom = null, movedAt = null } = lastMove.get({ siteId }) ?? {};
    if (site.url === url) return;
    if (movedAt !== null && createdAt < movedAt) {
      const message = `“${site.name}” has signed a later move, to ${site.url}: this one is past`;
      throw new DomainError("stale", message, { site: siteId });
    }
    const other = rows.byUrl(url);
    if (other !== null) {
      const message = `“${site.name}” cannot be known as ${url}: “${other.name}” is there already`;
      throw new DomainError("conflict", message, { site: siteId, other: other.id });
    }
    const former = new Set([...(movedFrom ?? []), site.url]);
    former.delete(url);
    const moved = { url, name: nameAt(site, url), movedFrom: [...former], movedAt: createdAt };
    db.update(sites).set(moved).where(eq(sites.id, siteId)).run();
    moveRegistrations(db, site, url);
    // Where it was it may have failed for long.
    health.update(siteId, { suspended: false, ...(site.poll !== null && { nextPoll: changes.now }) });
    tell([notice], changes.now);
    changes.touch(siteId);
  };
}

/** What is called by its host goes by the new one. */
function nameAt({ name, url }: Site, to: string): string {
  return name === new URL(url).host ? new URL(to).host : name;
}

/** Those of the site; where it asked, its callback goes with its origin. */
function moveRegistrations(db: Database, { url: from }: Site, to: string): void {
  const its = eq(registrations.site, from);
  const callback = sql`${to} || substr(${registrations.callback}, ${from.length + 1})`;
  db.update(registrations)
    .set({ callback })
    .where(and(its, eq(registrations.direction, "in")))
    .run();
  db.update(registrations).set({ site: to }).where(its).run();
}
