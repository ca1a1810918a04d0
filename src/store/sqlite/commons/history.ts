import { and, eq, exists, inArray, lte, not, sql } from "../../../../schema/drizzle.ts";
import { memories, versions } from "../../../../schema/tables.ts";
import type { Version } from "../../../core/model/version.ts";
import type { Database } from "../database/database.ts";
import { perDatabase } from "../database/per-database.ts";
import { type Keeping, type Provenance, versionRows } from "./version-rows.ts";

/** Overtaken and proposed versions are forgotten after this time, ms. */
export const HISTORY = 90 * 86_400_000;
/** Most of them that are kept per UID, so that no peer fills the disk with old revisions. */
const MOST_KEPT = 32;
/** SQLite has no offset without a limit. */
const ALL = 1_000_000;

export interface History {
  /** Keeps a version that does not stand; false where one with the same bytes is known. */
  shelve(
    object: number,
    version: Version,
    state: "overtaken" | "proposed",
    why: string,
    now: number,
    arrived: Provenance,
  ): boolean;
  /** Takes a standing version out of what merge looks at; of a stub nothing is worth keeping. */
  retire(object: number, id: number, version: Version, why: string, now: number): void;
  /** Forgets what is past its time, and is not what a feed still shows. */
  forget(now: number): void;
  /** When the next version is to be forgotten, ms. */
  nextDue(): number | null;
}

export const history = perDatabase((db: Database): History => {
  const rows = versionRows(db);
  const shelf = inArray(versions.state, ["overtaken", "proposed"]);
  const held = exists(
    db
      .select({ one: sql`1` })
      .from(memories)
      .where(eq(memories.version, versions.id)),
  );
  const crowd = db
    .select({ id: versions.id })
    .from(versions)
    .where(and(eq(versions.object, sql.placeholder("object")), shelf))
    .orderBy(sql`${versions.at} DESC, ${versions.id} DESC`)
    .limit(ALL)
    .offset(MOST_KEPT);
  const trim = db
    .delete(versions)
    .where(and(inArray(versions.id, crowd), not(held)))
    .prepare();
  const past = and(shelf, lte(versions.until, sql.placeholder("now")));
  const spare = db.update(versions).set({ state: "seen", until: null }).where(and(past, held)).prepare();
  const forget = db.delete(versions).where(past).prepare();
  const nextDue = db
    .select({ at: sql<number | null>`min(${versions.until})` })
    .from(versions)
    .where(sql`${versions.until} IS NOT NULL`)
    .prepare();
  const kept = (state: Keeping["state"], why: string, now: number) => ({
    state,
    at: now,
    why,
    until: now + HISTORY,
    waits: state === "proposed",
  });
  return {
    shelve(object, version, state, why, now, arrived) {
      const known = rows.find(object, version);
      if (known !== null && known.state !== "seen") return false;
      // Of one feed's proposals the newest counts.
      if (state === "proposed" && version.by === "feed") rows.settle(object, { source: version.source });
      if (known === null) rows.insert(object, version, kept(state, why, now), arrived);
      else rows.keep(known.id, kept(state, why, now));
      trim.run({ object });
      return true;
    },
    retire(object, id, version, why, now) {
      if (version.text === "") rows.remove(id);
      else rows.keep(id, kept("overtaken", why, now));
      trim.run({ object });
    },
    forget(now) {
      spare.run({ now });
      forget.run({ now });
    },
    nextDue: () => nextDue.get()?.at ?? null,
  };
});
