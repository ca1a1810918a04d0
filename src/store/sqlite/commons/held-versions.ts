import { and, eq, notExists, sql } from "../../../../schema/drizzle.ts";
import { memories, objects, versions } from "../../../../schema/tables.ts";
import type { Version } from "../../../core/model/version.ts";
import type { Database } from "../database/database.ts";
import type { Standing } from "./object-states.ts";
import { perDatabase } from "../database/per-database.ts";
import { versionColumns } from "./version-columns.ts";
import { MADE_HERE, versionRows } from "./version-rows.ts";

/** The versions that feeds show, kept for as long as a memory needs them; standing ones are kept only once. */
export interface HeldVersions {
  /** Id of a row that says what the feed says. */
  hold(standing: Standing, version: Version, siteId: number, now: number): number;
  read(id: number): Version | null;
  /** A memory has moved on: what nothing else needs goes. */
  release(id: number): void;
  /** Takes a version out of the state, and of history; a memory may still hold it. */
  drop(id: number, now: number): void;
}

export const heldVersions = perDatabase((db: Database): HeldVersions => {
  const rows = versionRows(db);
  const id = sql.placeholder("id");
  const read = db
    .select(versionColumns)
    .from(versions)
    .innerJoin(objects, eq(objects.id, versions.object))
    .where(eq(versions.id, id))
    .prepare();
  const holders = db
    .select({ one: sql`1` })
    .from(memories)
    .where(eq(memories.version, versions.id));
  const release = db
    .delete(versions)
    .where(and(eq(versions.id, id), eq(versions.state, "seen"), notExists(holders)))
    .prepare();
  return {
    hold(standing, version, siteId, now) {
      const object = standing.row.id;
      for (const [other, id] of standing.rows) {
        // A stub does not say what the feed says.
        if (other.class === version.class && other.digest === version.digest && other.text !== "") return id;
      }
      const keeping = { state: "seen", at: now, why: "shown by a feed", until: null } as const;
      const known = rows.find(object, version);
      if (known !== null && known.state !== "winner" && known.state !== "rival") return known.id;
      return rows.insert(object, version, keeping, { ...MADE_HERE, receivedFrom: siteId });
    },
    read: (id) => read.get({ id }) ?? null,
    release: (id) => void release.run({ id }),
    drop(id, now) {
      rows.keep(id, { state: "seen", at: now, why: "its signature is void", until: null });
      release.run({ id });
    },
  };
});
