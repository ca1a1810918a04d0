import { and, eq, getTableColumns, inArray, sql } from "../../../../schema/drizzle.ts";
import { copies, objects, sites, versions } from "../../../../schema/tables.ts";
import type { Site } from "../../../core/model/site.ts";
import type { Version } from "../../../core/model/version.ts";
import { lacks } from "../../../core/reconcile/forward.ts";
import type { Database } from "../database/database.ts";

/** Most sites that a `DisCal-Path` names, but for the sender (protocol, section 5). */
const MOST = 15;
/** Holders that are looked at for it; of a version that thousands have any do. */
const LOOKED_AT = 64;

export interface Crossed {
  /**
   * Sites that need none of these versions any more: those that all of them have crossed, and peers that are known to have
   * all of them on no more hops than the next node would send them with. Nearest last; advisory.
   */
  by(sent: readonly Version[], to: Site): readonly string[];
  /** A peer has taken a version that was sent to it. */
  taken(sent: Version, by: Site): void;
}

/** Where a version is, by URL: looked up once for all whom it is sent to, and told of each that takes it. */
interface Reach {
  readonly holders: Set<string>;
  readonly path: readonly string[];
}

const NOWHERE: Reach = { holders: new Set(), path: [] };

export function crossedBy(db: Database): Crossed {
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
  // In this order: copies are found by peer and object, never by object alone.
  const holders = db
    .select({ url: sites.url, ...getTableColumns(copies) })
    .from(sites)
    .crossJoin(copies)
    .where(
      and(
        eq(sites.kind, "peer"),
        eq(sites.enabled, true),
        eq(copies.peer, sites.id),
        eq(copies.object, sql.placeholder("object")),
      ),
    )
    .limit(LOOKED_AT)
    .prepare();
  const known = new WeakMap<Version, Reach>();

  const lookUp = (version: Version): Reach => {
    const found = standing.get({ uid: version.uid, c1: version.c1 });
    if (found === undefined) return NOWHERE;
    const byPeer = Map.groupBy(holders.all({ object: found.object }), ({ url }) => url);
    const stored = { ...version, hop: version.hop - 1 };
    const have = [...byPeer].filter(([, rows]) => !lacks(rows, stored));
    return { holders: new Set(have.map(([url]) => url)), path: found.path };
  };
  const reached = (version: Version): Reach => {
    const reach = known.get(version) ?? lookUp(version);
    if (reach !== NOWHERE) known.set(version, reach);
    return reach;
  };

  return {
    by(sent, to) {
      const [first = NOWHERE, ...others] = sent.map(reached);
      const nearest: string[] = [];
      const far = [...first.holders].filter((url) => !first.path.includes(url));
      for (const url of [...far, ...first.path].reverse()) {
        if (nearest.length === MOST) break;
        if (url !== to.url && others.every((reach) => has(reach, url))) nearest.push(url);
      }
      return nearest.reverse();
    },
    taken(sent, { url }) {
      const reach = known.get(sent);
      if (reach !== undefined && reach.holders.size < LOOKED_AT) reach.holders.add(url);
    },
  };
}

function has({ holders, path }: Reach, url: string): boolean {
  return holders.has(url) || path.includes(url);
}
