import { and, eq, lt, sql } from "../../../../schema/drizzle.ts";
import { copies } from "../../../../schema/tables.ts";
import type { Version } from "../../../core/model/version.ts";
import type { PeerCopy } from "../../../core/reconcile/forward.ts";
import type { Database } from "../database/database.ts";
import { perDatabase } from "../database/per-database.ts";
import { slots } from "../database/slots.ts";

/** Most rivals that are remembered per peer and object; what is not is at worst sent once more. */
const MOST_RIVALS = 32;

export interface CopyRows {
  /** What a peer is known to have of an object. */
  of(peer: number, object: number): readonly PeerCopy[];
  /** The same of several objects, by their ids; those that it is not known to have are not there. */
  ofEach(peer: number, objects: readonly number[]): ReadonlyMap<number, readonly PeerCopy[]>;
  /** A peer has these bytes; `hop` as it counts there. Writes nothing where that is known; of a new object nothing is. */
  learn(peer: number, object: number, version: Version, hop: number, isNew?: boolean): void;
}

export const copyRows = perDatabase((db: Database): CopyRows => {
  const peer = sql.placeholder("peer");
  const object = sql.placeholder("object");
  const ofObject = and(eq(copies.peer, peer), eq(copies.object, object));
  const of = db.select().from(copies).where(ofObject).prepare();
  const ofEach = db
    .select()
    .from(copies)
    .where(
      and(
        eq(copies.peer, peer),
        sql`${copies.object} IN (SELECT value FROM json_each(${sql.placeholder("objects")}))`,
      ),
    )
    .prepare();
  const content = slots(copies, ["revision", "c1", "hop", "signedAt"]);
  const write = db
    .insert(copies)
    .values({ ...slots(copies, ["peer", "object", "class", "digest"]), ...content })
    .onConflictDoUpdate({
      target: [copies.peer, copies.object, copies.class, copies.digest],
      set: content,
    })
    .prepare();
  const overtake = db
    .delete(copies)
    .where(
      and(
        ofObject,
        eq(copies.class, sql.placeholder("class")),
        lt(copies.revision, sql.placeholder("revision")),
      ),
    )
    .prepare();
  return {
    of: (peer, object) => of.all({ peer, object }),
    ofEach: (peer, objects) =>
      Map.groupBy(ofEach.all({ peer, objects: JSON.stringify(objects) }), ({ object }) => object),
    learn(peer, object, { class: versionClass, digest, revision, c1, signedAt }, hop, isNew = false) {
      const known = isNew ? [] : of.all({ peer, object }).filter((copy) => copy.class === versionClass);
      const highest = Math.max(...known.map((copy) => copy.revision), -1);
      if (revision < highest) return;
      const same = known.find((copy) => copy.digest === digest && copy.revision === revision);
      // What it has twice it joins as we do: by the fewest hops, and with the newest signature.
      const copy = same?.c1 === c1 ? same : null;
      const least = Math.min(hop, copy?.hop ?? hop);
      const newest = Math.max(signedAt ?? 0, copy?.signedAt ?? 0) || null;
      if (copy !== null && copy.hop === least && copy.signedAt === newest) return;
      if (same === undefined && revision === highest && known.length >= MOST_RIVALS) return;
      write.run({ peer, object, class: versionClass, digest, revision, c1, hop: least, signedAt: newest });
      if (highest >= 0 && revision > highest) overtake.run({ peer, object, class: versionClass, revision });
    },
  };
});
