import { asc, eq, getTableColumns, sql } from "../../../../schema/drizzle.ts";
import { certificates, sites } from "../../../../schema/tables.ts";
import { DomainError } from "../../../core/model/domain-error.ts";
import type { Site } from "../../../core/model/site.ts";
import type { Database } from "../database/database.ts";
import { perDatabase } from "../database/per-database.ts";
import { untilWritten } from "../database/until-written.ts";

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
/** Not the number of a site's last change, which moves with each of its events. */
const watched = [
  { table: sites, columns: Object.values(ownColumns).map(({ name }) => name) },
  { table: certificates, columns: ["fingerprint", "certificate"] },
];

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
  const idOf = db
    .select({ id: sites.id })
    .from(sites)
    .where(eq(sites.url, sql.placeholder("url")))
    .prepare();
  const formerIdOf = db
    .select({ id: sites.id })
    .from(sites)
    .where(
      sql`EXISTS (SELECT 1 FROM json_each(${sites.movedFrom}) AS former WHERE former.value = ${sql.placeholder("url")})`,
    )
    .prepare();
  /** One by one, as most are asked for where only one was written. */
  const known = untilWritten(db, watched, () => ({
    all: null as readonly Site[] | null,
    byId: new Map<number, Site>(),
  }));

  const find = (id: number): Site | null => {
    const sites = known().byId;
    const site = sites.get(id) ?? byId.get({ id }) ?? null;
    if (site !== null) sites.set(id, site);
    return site;
  };
  const found = (row: { readonly id: number } | undefined) => (row === undefined ? null : find(row.id));
  return {
    all: () => {
      const kept = known();
      return (kept.all ??= all.all());
    },
    byId: find,
    byUrl: (url) => found(idOf.get({ url })),
    byFormerUrl: (url) => found(formerIdOf.get({ url })),
    require(id) {
      const site = find(id);
      if (site === null) throw new DomainError("not-found", `there is no site ${id}`, { site: id });
      return site;
    },
  };
});
