import { and, asc, eq, inArray, lte, ne, notExists, or, gt, sql } from "../../../../schema/drizzle.ts";
import { meta, objects, versions, withheld } from "../../../../schema/tables.ts";
import type { Version } from "../../../core/model/version.ts";
import type { Repair } from "../../repair.ts";
import type { Database } from "../database/database.ts";
import { read, write } from "../database/transaction.ts";
import { versionColumns } from "../commons/version-columns.ts";

const HOUR = 3_600_000;
const LONGEST_WAIT = 7 * 24 * HOUR;
/** Most digests that are remembered of a peer that names what it does not give. */
const MOST_WITHHELD = 10_000;
/** After so many tries the peer is not asked any more, unless it names it once more. */
const MOST_TRIES = 10;

/** Which bytes stand here, which are wanted, and who does not give what it names. */
export function repairObjects(
  db: Database,
): Pick<Repair, "standing" | "wanted" | "askable" | "asked" | "overdue"> {
  const peer = sql.placeholder("peer");
  const now = sql.placeholder("now");
  const stands = inArray(versions.state, ["winner", "rival"]);
  // Written out, so that the index of stubs is used.
  const isStub = sql`${versions.text} = '' AND ${versions.state} IN ('winner', 'rival')`;
  const wanted = db
    .select({ uid: objects.uid, c1: versions.c1 })
    .from(versions)
    .innerJoin(objects, eq(objects.id, versions.object))
    .where(
      and(
        isStub,
        or(
          eq(objects.admitted, true),
          ne(sql`coalesce(${objects.judged}, '')`, db.select({ rules: meta.rules }).from(meta)),
        ),
        notExists(
          db
            .select({ one: sql`1` })
            .from(withheld)
            .where(and(eq(withheld.peer, peer), eq(withheld.c1, versions.c1), gt(withheld.nextTry, now))),
        ),
      ),
    )
    .orderBy(asc(versions.object))
    .limit(sql.placeholder("limit"))
    .prepare();
  const refused = db
    .select({ c1: withheld.c1 })
    .from(withheld)
    .where(and(eq(withheld.peer, peer), gt(withheld.nextTry, now)))
    .prepare();
  const forget = db
    .delete(withheld)
    .where(and(eq(withheld.peer, peer), eq(withheld.c1, sql.placeholder("c1"))))
    .prepare();
  const remember = db
    .insert(withheld)
    .values({ peer, c1: sql.placeholder("c1"), tries: 1, nextTry: sql`${now} + ${HOUR}` })
    .onConflictDoUpdate({
      target: [withheld.peer, withheld.c1],
      set: {
        tries: sql`${withheld.tries} + 1`,
        nextTry: sql`${now} + min(${HOUR} << min(${withheld.tries}, 10), ${LONGEST_WAIT})`,
      },
    })
    .prepare();
  const giveUp = db
    .delete(withheld)
    .where(and(eq(withheld.peer, peer), gt(withheld.tries, MOST_TRIES)))
    .prepare();
  const overdue = db
    .select({ c1: withheld.c1 })
    .from(withheld)
    .where(and(eq(withheld.peer, peer), lte(withheld.nextTry, now)))
    .orderBy(asc(withheld.nextTry))
    .limit(sql.placeholder("limit"))
    .prepare();
  const count = db
    .select({ count: sql<number>`count(*)` })
    .from(withheld)
    .where(eq(withheld.peer, peer))
    .prepare();

  return {
    standing: async (c1s) =>
      read(db, (): readonly Version[] =>
        db
          .select(versionColumns)
          .from(versions)
          .innerJoin(objects, eq(objects.id, versions.object))
          .where(and(inArray(versions.c1, [...c1s]), stands))
          .all(),
      ),
    wanted: async (peer, now, limit) => read(db, () => wanted.all({ peer, now, limit })),
    askable: async (peer, c1s, now) =>
      read(db, () => {
        const late = new Set(refused.all({ peer, now }).map(({ c1 }) => c1));
        return new Set(c1s.filter((c1) => !late.has(c1)));
      }),
    asked: async (peer, { given, withheld: kept, now }) =>
      write(db, () => {
        for (const c1 of given) forget.run({ peer, c1 });
        if (kept.length === 0) return;
        if ((count.get({ peer })?.count ?? 0) + kept.length > MOST_WITHHELD) {
          db.delete(withheld)
            .where(and(eq(withheld.peer, peer), lte(withheld.nextTry, now)))
            .run();
        }
        const room = MOST_WITHHELD - (count.get({ peer })?.count ?? 0);
        for (const c1 of kept.slice(0, Math.max(0, room))) remember.run({ peer, c1, now });
        giveUp.run({ peer });
      }),
    overdue: async (peer, now, limit) =>
      read(db, () => overdue.all({ peer, now, limit }).map(({ c1 }) => c1)),
  };
}
