import { and, eq, lt, lte, or, sql } from "../../../../schema/drizzle.ts";
import { exceptions } from "../../../../schema/tables.ts";
import type { Version } from "../../../core/model/version.ts";
import type { Database } from "../database/database.ts";
import { perDatabase } from "../database/per-database.ts";
import { slots } from "../database/slots.ts";

export type ExceptionRow = typeof exceptions.$inferSelect;

const MINUTE = 60_000;
const FIRST_WAIT = 10 * MINUTE;
const LONGEST_WAIT = 12 * 60 * MINUTE;

export interface ExceptionRows {
  /** Is there anything that this peer did not take? */
  any(peer: number): boolean;
  of(peer: number, object: number): readonly ExceptionRow[];
  /** Objects of which something is to be offered again. */
  due(peer: number, now: number, limit: number): readonly number[];
  /** The peer did not take a version: a deferred one is offered again after 10 minutes, then twice as long each time. */
  file(
    peer: number,
    object: number,
    version: Version,
    answer: { readonly verdict: ExceptionRow["verdict"]; readonly reason: string; readonly now: number },
  ): void;
  /** This version, and what it has overtaken, is no exception any more. */
  clear(peer: number, object: number, version: Version): void;
  /** Nothing is to be offered of this object. */
  settle(peer: number, object: number, now: number): void;
  clearAll(peer: number): void;
  /** The peer turned out to lack these versions: they are due at once, but for those that it has rejected. */
  offerAgain(peer: number, object: number, versions: readonly Version[], now: number): void;
}

export const exceptionRows = perDatabase((db: Database): ExceptionRows => {
  const peer = sql.placeholder("peer");
  const ofObject = and(eq(exceptions.peer, peer), eq(exceptions.object, sql.placeholder("object")));
  const isDue = lte(exceptions.nextTry, sql.placeholder("now"));
  const of = db.select().from(exceptions).where(ofObject).prepare();
  const any = db
    .select({ object: exceptions.object })
    .from(exceptions)
    .where(eq(exceptions.peer, peer))
    .limit(1)
    .prepare();
  const due = db
    .selectDistinct({ object: exceptions.object })
    .from(exceptions)
    .where(and(eq(exceptions.peer, peer), isDue))
    .limit(sql.placeholder("limit"))
    .prepare();
  const clear = db
    .delete(exceptions)
    .where(
      and(
        ofObject,
        eq(exceptions.class, sql.placeholder("class")),
        or(
          eq(exceptions.digest, sql.placeholder("digest")),
          lt(exceptions.revision, sql.placeholder("revision")),
        ),
      ),
    )
    .prepare();
  const settle = db.delete(exceptions).where(and(ofObject, isDue)).prepare();
  const file = db
    .insert(exceptions)
    .values(
      slots(exceptions, [
        "peer",
        "object",
        "class",
        "digest",
        "revision",
        "c1",
        "hop",
        "signedAt",
        "verdict",
        "reason",
        "tries",
        "nextTry",
      ]),
    )
    .prepare();
  const clearVersion = (peer: number, object: number, { class: versionClass, digest, revision }: Version) =>
    void clear.run({ peer, object, class: versionClass, digest, revision });
  return {
    any: (peer) => any.get({ peer }) !== undefined,
    of: (peer, object) => of.all({ peer, object }),
    due: (peer, now, limit) => due.all({ peer, now, limit }).map(({ object }) => object),
    file(peer, object, version, { verdict, reason, now }) {
      const { class: versionClass, digest, revision, c1, hop, signedAt } = version;
      const before = of
        .all({ peer, object })
        .find((row) => row.class === versionClass && row.digest === digest && row.revision === revision);
      const tries = (before?.tries ?? 0) + 1;
      const wait = Math.min(FIRST_WAIT * 2 ** Math.min(tries - 1, 10), LONGEST_WAIT);
      const nextTry = verdict === "deferred" ? now + wait : null;
      clearVersion(peer, object, version);
      const row = {
        peer,
        object,
        class: versionClass,
        digest,
        revision,
        c1,
        hop,
        signedAt,
        verdict,
        reason,
        tries,
        nextTry,
      };
      file.run(row);
    },
    clear: clearVersion,
    settle: (peer, object, now) => void settle.run({ peer, object, now }),
    offerAgain(peer, object, versions, now) {
      const known = of.all({ peer, object });
      for (const { class: versionClass, digest, revision, c1, hop, signedAt, text } of versions) {
        const filed = known.some((row) => row.class === versionClass && row.digest === digest);
        if (filed || text === "") continue;
        const reason = "a comparison showed that the peer lacks it";
        const version = { class: versionClass, digest, revision, c1, hop, signedAt };
        file.run({ peer, object, ...version, verdict: "deferred", reason, tries: 0, nextTry: now });
      }
    },
    clearAll: (peer) => void db.delete(exceptions).where(eq(exceptions.peer, peer)).run(),
  };
});
