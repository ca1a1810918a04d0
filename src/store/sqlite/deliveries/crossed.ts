import { and, eq, inArray, sql } from "../../../../schema/drizzle.ts";
import { copies, objects, sites, versions } from "../../../../schema/tables.ts";
import type { Site } from "../../../core/model/site.ts";
import type { Version } from "../../../core/model/version.ts";
import { lacks } from "../../../core/reconcile/forward.ts";
import type { Database } from "../database/database.ts";

/** Most sites that a `DisCal-Path` names, but for the sender (protocol, section 5). */
const MOST = 15;

/**
 * Sites that need none of these versions any more: those that all of them have crossed, and peers that are known to have
 * all of them on no more hops than the next node would send them with. Nearest last; advisory.
 */
export function crossedBy(db: Database): (sent: readonly Version[], to: Site) => readonly string[] {
  const standing = db
    .select({ object: versions.object, path: versions.path })
    .from(versions)
    .innerJoin(objects, eq(objects.id, versions.object))
    .where(
      and(
        eq(objects.uid, sql.placeholder("uid")),
        eq(versions.c1, sql.placeholder("c1")),
        inArray(versions.state, ["winner", "rival"]),
      ),
    )
    .prepare();
  const holders = db
    .select({ url: sites.url, copy: copies })
    .from(sites)
    .innerJoin(copies, and(eq(copies.peer, sites.id), eq(copies.object, sql.placeholder("object"))))
    .where(and(eq(sites.kind, "peer"), eq(sites.enabled, true)))
    .prepare();

  const reached = (version: Version): readonly string[] => {
    const found = standing.get({ uid: version.uid, c1: version.c1 });
    if (found === undefined) return [];
    const byPeer = Map.groupBy(holders.all({ object: found.object }), ({ url }) => url);
    const stored = { ...version, hop: version.hop - 1 };
    const have = [...byPeer].filter(
      ([, rows]) =>
        !lacks(
          rows.map(({ copy }) => copy),
          stored,
        ),
    );
    const others = have.map(([url]) => url).filter((url) => !found.path.includes(url));
    return [...others, ...found.path];
  };

  return (sent, to) => {
    let common: readonly string[] | null = null;
    for (const version of sent) {
      const sites: readonly string[] = reached(version);
      common = common === null ? sites : common.filter((url) => sites.includes(url));
      if (common.length === 0) return [];
    }
    return (common ?? []).filter((url) => url !== to.url).slice(-MOST);
  };
}
