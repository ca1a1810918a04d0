import { and, eq, inArray, lt, sql } from "../../../../schema/drizzle.ts";
import { objects, type VersionRowState, versions } from "../../../../schema/tables.ts";
import type { SQL } from "drizzle-orm";
import type { Version } from "../../../core/model/version.ts";
import type { Origin } from "../../commons.ts";
import type { Database } from "../database/database.ts";
import { perDatabase } from "../database/per-database.ts";
import { slots } from "../database/slots.ts";
import { originColumns, versionColumns } from "./version-columns.ts";

/** In which state a version is kept, since when and why, and when it is forgotten. */
export interface Keeping {
  readonly state: VersionRowState;
  readonly at: number;
  readonly why: string;
  readonly until: number | null;
  /** As a proposal that nobody has looked at. */
  readonly waits?: boolean;
}

/** How a version came first. */
export interface Provenance {
  /** The site that it came from; null where it was made here. */
  readonly receivedFrom: number | null;
  /** Who of this node entered it. */
  readonly enteredBy: string | null;
  /** Sites that it crossed. */
  readonly path: readonly string[];
}

export const MADE_HERE: Provenance = { receivedFrom: null, enteredBy: null, path: [] };

export interface VersionRows {
  /** The versions that merge looks at, with their row ids. */
  standing(object: number): ReadonlyMap<Version, number>;
  /** A row with these bytes, whatever its state. */
  find(object: number, version: Version): { readonly id: number; readonly state: VersionRowState } | null;
  /** All of an object, whatever their state. */
  count(object: number): number;
  /** How it came, and since when it is here. */
  origin(id: number): Origin;
  insert(object: number, version: Version, keeping: Keeping, arrived: Provenance): number;
  /** Did a past version of a lower revision say the same? */
  saidBefore(object: number, version: Version): boolean;
  /** Other bytes, hop or signature of the same version. */
  replace(id: number, version: Version): void;
  keep(id: number, keeping: Keeping): void;
  /** What no memory holds. */
  remove(id: number): void;
  /** How a version came that was kept as a proposal until a site showed it. */
  arrive(id: number, arrived: Provenance): void;
  /** Proposals wait no more: those with this digest, from this source, or all. True where the last one was settled. */
  settle(object: number, of?: { readonly digest: string } | { readonly source: string | null }): boolean;
}

const content = slots(versions, [
  "class",
  "revision",
  "hop",
  "reviseUrl",
  "by",
  "source",
  "deleted",
  "cancelled",
  "digest",
  "c1",
  "sequence",
  "lastModified",
  "text",
  "signature",
  "signedAt",
]);
const provenance = slots(versions, ["receivedAt", "receivedFrom", "enteredBy", "path"]);
const keeping = slots(versions, ["state", "at", "why", "until", "waits"]);

export const versionRows = perDatabase((db: Database): VersionRows => {
  const id = sql.placeholder("id");
  const object = sql.placeholder("object");
  const standing = db
    .select({ id: versions.id, ...versionColumns })
    .from(versions)
    .innerJoin(objects, eq(objects.id, versions.object))
    .where(and(eq(versions.object, object), inArray(versions.state, ["winner", "rival"])))
    .orderBy(versions.id)
    .prepare();
  const find = db
    .select({ id: versions.id, state: versions.state })
    .from(versions)
    .where(
      and(
        eq(versions.object, object),
        eq(versions.c1, sql.placeholder("c1")),
        eq(versions.class, sql.placeholder("class")),
      ),
    )
    .limit(1)
    .prepare();
  const count = db
    .select({ count: sql<number>`count(*)` })
    .from(versions)
    .where(eq(versions.object, object))
    .prepare();
  const insert = db
    .insert(versions)
    .values({ object, ...content, ...provenance, ...keeping })
    .prepare();
  const replace = db.update(versions).set(content).where(eq(versions.id, id)).prepare();
  const keep = db.update(versions).set(keeping).where(eq(versions.id, id)).prepare();
  const origin = db.select(originColumns).from(versions).where(eq(versions.id, id)).prepare();
  const before = db
    .select({ id: versions.id })
    .from(versions)
    .where(
      and(
        eq(versions.object, object),
        eq(versions.class, sql.placeholder("class")),
        eq(versions.digest, sql.placeholder("digest")),
        eq(versions.state, "overtaken"),
        lt(versions.revision, sql.placeholder("revision")),
      ),
    )
    .limit(1)
    .prepare();
  const remove = db.delete(versions).where(eq(versions.id, id)).prepare();
  const waiting = sql`${versions.object} = ${object} AND ${versions.waits} = 1`;
  const settle = (which: SQL | undefined) =>
    db.update(versions).set({ waits: false }).where(and(waiting, which)).prepare();
  const stillWaits = db.select({ id: versions.id }).from(versions).where(waiting).limit(1).prepare();
  const arrive = db
    .update(versions)
    .set(slots(versions, ["receivedFrom", "enteredBy", "path"]))
    .where(eq(versions.id, id))
    .prepare();
  const settleAll = settle(undefined);
  const settleDigest = settle(eq(versions.digest, sql.placeholder("digest")));
  const settleSource = settle(sql`${versions.source} IS ${sql.placeholder("source")}`);
  return {
    standing: (object) => new Map(standing.all({ object }).map(({ id, ...version }) => [version, id])),
    find: (object, { c1, class: versionClass }) => find.get({ object, c1, class: versionClass }) ?? null,
    count: (object) => count.get({ object })?.count ?? 0,
    origin(id) {
      const found = origin.get({ id });
      if (found === undefined) throw new Error(`there is no version ${id}`);
      return found;
    },
    insert(object, version, keeping, arrived) {
      const row = { object, ...version, receivedAt: keeping.at, ...arrived, waits: false, ...keeping };
      return Number(insert.run(row).lastInsertRowid);
    },
    saidBefore: (object, { class: versionClass, digest, revision }) =>
      before.get({ object, class: versionClass, digest, revision }) !== undefined,
    replace: (id, version) => void replace.run({ id, ...version }),
    keep: (id, keeping) => void keep.run({ id, waits: false, ...keeping }),
    remove: (id) => void remove.run({ id }),
    arrive: (id, arrived) => void arrive.run({ id, ...arrived }),
    settle(object, of) {
      const { changes } =
        of === undefined
          ? settleAll.run({ object })
          : "digest" in of
            ? settleDigest.run({ object, digest: of.digest })
            : settleSource.run({ object, source: of.source });
      return changes > 0 && stillWaits.get({ object }) === undefined;
    },
  };
});
