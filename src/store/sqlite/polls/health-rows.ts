import { and, asc, eq, isNull, lte, or, sql } from "../../../../schema/drizzle.ts";
import { polls, sites } from "../../../../schema/tables.ts";
import type { Refusal } from "../../../core/model/refusal.ts";
import type { SiteHealth } from "../../../core/model/site.ts";
import type { Database } from "../database/database.ts";
import { perDatabase } from "../database/per-database.ts";
import { slots } from "../database/slots.ts";

/** Most refusals of one poll that are kept for the operator. */
const MOST_REFUSED = 200;

export type HealthRow = typeof polls.$inferSelect;

export interface HealthRows {
  find(siteId: number): HealthRow;
  all(): readonly SiteHealth[];
  create(siteId: number, nextPoll: number | null): void;
  update(siteId: number, news: Partial<Omit<HealthRow, "site">>): void;
  /** As `update` with {@link succeeded}, and with a claim. */
  succeed(siteId: number, now: number, nextPoll: number | null): void;
  claim(siteId: number, claimedUntil: number): void;
  /** Sites that are due and not claimed, in configuration order. */
  due(now: number): readonly number[];
  nextDue(): number | null;
}

export const healthRows = perDatabase((db: Database): HealthRows => {
  const find = db
    .select()
    .from(polls)
    .where(eq(polls.site, sql.placeholder("site")))
    .prepare();
  const all = db
    .select()
    .from(polls)
    .innerJoin(sites, eq(sites.id, polls.site))
    .orderBy(asc(sites.position), asc(sites.id))
    .prepare();
  const active = and(
    eq(polls.site, sites.id),
    eq(sites.enabled, true),
    eq(polls.suspended, false),
    isNull(polls.held),
  );
  const now = sql.placeholder("now");
  const due = db
    .select({ site: sites.id })
    .from(polls)
    .innerJoin(sites, active)
    .where(and(lte(polls.nextPoll, now), or(isNull(polls.claimedUntil), lte(polls.claimedUntil, now))))
    .orderBy(asc(sites.position), asc(sites.id))
    .prepare();
  const nextDue = db
    .select({ at: sql<number | null>`min(max(${polls.nextPoll}, coalesce(${polls.claimedUntil}, 0)))` })
    .from(polls)
    .innerJoin(sites, active)
    .prepare();
  const set = (...names: readonly (keyof HealthRow)[]) =>
    db
      .update(polls)
      .set(slots(polls, names))
      .where(eq(polls.site, sql.placeholder("site")))
      .prepare();
  const claim = set("claimedUntil");
  const succeed = set(...SUCCESS);
  return {
    find: (site) => find.get({ site }) ?? blank(site, null),
    all: () => all.all().map(({ polls }) => healthOf(polls)),
    create: (site, nextPoll) => void db.insert(polls).values(blank(site, nextPoll)).run(),
    update: (site, news) => void db.update(polls).set(news).where(eq(polls.site, site)).run(),
    succeed: (site, now, nextPoll) => void succeed.run({ site, ...succeeded(now, nextPoll) }),
    claim: (site, claimedUntil) => void claim.run({ site, claimedUntil }),
    due: (now) => due.all({ now }).map(({ site }) => site),
    nextDue: () => nextDue.get()?.at ?? null,
  };
});

export function healthOf(row: HealthRow): SiteHealth {
  const { site, claimedUntil: _claimed, held, ...polled } = row;
  const { etag: _etag, lastModified: _modified, bodyHash: _hash, refreshMs: _refresh, ...health } = polled;
  const suspended = health.suspended || held !== null;
  return { ...health, siteId: site, suspended, lastReason: held ?? health.lastReason };
}

const SUCCESS = [
  "lastPoll",
  "lastSuccess",
  "failingSince",
  "failures",
  "suspended",
  "lastReason",
  "nextPoll",
  "claimedUntil",
] as const;

/** What is written once a poll has succeeded. */
export function succeeded(now: number, nextPoll: number | null): Pick<HealthRow, (typeof SUCCESS)[number]> {
  return {
    lastPoll: now,
    lastSuccess: now,
    failingSince: null,
    failures: 0,
    suspended: false,
    lastReason: null,
    nextPoll,
    claimedUntil: null,
  };
}

/** The refusals that are kept. */
export function bounded(refused: readonly Refusal[]): readonly Refusal[] {
  return refused.slice(0, MOST_REFUSED);
}

function blank(site: number, nextPoll: number | null): HealthRow {
  return {
    site,
    lastPoll: null,
    lastSuccess: null,
    failingSince: null,
    failures: 0,
    suspended: false,
    held: null,
    lastReason: null,
    nextPoll,
    events: 0,
    refused: [],
    claimedUntil: null,
    etag: null,
    lastModified: null,
    bodyHash: null,
    refreshMs: null,
  };
}
