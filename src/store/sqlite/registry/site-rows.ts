import { asc, eq, getTableColumns, sql } from "../../../../schema/drizzle.ts";
import { certificates, sites } from "../../../../schema/tables.ts";
import { DomainError } from "../../../core/model/domain-error.ts";
import type { Site } from "../../../core/model/site.ts";
import type { Database } from "../database/database.ts";
import { perDatabase } from "../database/per-database.ts";

export interface SiteRows {
  /** In configuration order. */
  all(): readonly Site[];
  byId(id: number): Site | null;
  byUrl(url: string): Site | null;
  /** The peer that has moved away from this URL. */
  byFormerUrl(url: string): Site | null;
  /** Throws a DomainError `not-found`. */
  require(id: number): Site;
}

const { seq: _seq, changedAt: _changedAt, movedAt: _movedAt, ...ownColumns } = getTableColumns(sites);
const siteColumns = { ...ownColumns, certificate: certificates.certificate };
const itsKey = eq(certificates.fingerprint, sites.fingerprint);

export const siteRows = perDatabase((db: Database): SiteRows => {
  const all = db
    .select(siteColumns)
    .from(sites)
    .leftJoin(certificates, itsKey)
    .orderBy(asc(sites.position), asc(sites.id))
    .prepare();
  const byId = db
    .select(siteColumns)
    .from(sites)
    .leftJoin(certificates, itsKey)
    .where(eq(sites.id, sql.placeholder("id")))
    .prepare();
  const byUrl = db
    .select(siteColumns)
    .from(sites)
    .leftJoin(certificates, itsKey)
    .where(eq(sites.url, sql.placeholder("url")))
    .prepare();
  const byFormerUrl = db
    .select(siteColumns)
    .from(sites)
    .leftJoin(certificates, itsKey)
    .where(
      sql`EXISTS (SELECT 1 FROM json_each(${sites.movedFrom}) AS former WHERE former.value = ${sql.placeholder("url")})`,
    )
    .prepare();
  const find = (id: number) => byId.get({ id }) ?? null;
  return {
    all: () => all.all(),
    byId: find,
    byUrl: (url) => byUrl.get({ url }) ?? null,
    byFormerUrl: (url) => byFormerUrl.get({ url }) ?? null,
    require(id) {
      const site = find(id);
      if (site === null) throw new DomainError("not-found", `there is no site ${id}`, { site: id });
      return site;
    },
  };
});
