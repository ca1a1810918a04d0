import type { SQL } from "drizzle-orm";
import { and, asc, eq, gt, isNull, ne, or, sql } from "../../../../schema/drizzle.ts";
import { memories, objects, sightings, versions } from "../../../../schema/tables.ts";
import type { Database } from "../database/database.ts";
import { heldVersions } from "../commons/held-versions.ts";
import { memoryOf } from "./memory-rows.ts";
import { type PollSummaryDraft, settle } from "./poll-summary.ts";
import type { PollScene, Weigh } from "./weigh.ts";

/** Which differences are looked for. */
export interface Wanted {
  /** Objects that may differ; null: all that the site shows. */
  readonly among: readonly number[] | null;
  /** What the feed shows unchanged; null: all of it. */
  readonly uids: ReadonlySet<string> | null;
  /** Objects above this id, some at a time. */
  readonly after: number;
}

/**
 * Weighs again what a feed shows unchanged while the winner says something else. Gives the objects that differ, and the
 * last that was looked at, null where there are no more.
 */
export type LastingDifferences = (
  scene: PollScene,
  wanted: Wanted,
  summary: PollSummaryDraft,
) => { readonly differ: readonly number[]; readonly next: number | null };

/** Objects that are looked at in one transaction. */
const AT_ONCE = 100;

/**
 * A difference that lasts is counted poll by poll (protocol, section 3), and only to a winner from this same source;
 * of all others nothing needs to be read.
 */
export function lastingDifferences(db: Database, weigh: Weigh): LastingDifferences {
  const held = heldVersions(db);
  const amongst = sql`${memories.object} IN (SELECT value FROM json_each(${sql.placeholder("among")}))`;
  const differing = (narrowed?: SQL) =>
    db
      .select({ uid: objects.uid, memory: memories })
      .from(memories)
      .innerJoin(objects, eq(objects.id, memories.object))
      .innerJoin(sightings, and(eq(sightings.object, memories.object), eq(sightings.site, memories.site)))
      .innerJoin(versions, and(eq(versions.object, memories.object), eq(versions.state, "winner")))
      .where(
        and(
          eq(memories.site, sql.placeholder("site")),
          gt(memories.object, sql.placeholder("after")),
          narrowed,
          isNull(sightings.missingSince),
          or(
            sql`${memories.pending} > 0`,
            and(
              ne(memories.digest, versions.digest),
              eq(versions.by, "feed"),
              eq(versions.source, sql.placeholder("source")),
            ),
          ),
        ),
      )
      .orderBy(asc(memories.object))
      .limit(AT_ONCE)
      .prepare();
  const [ofAll, ofSome] = [differing(), differing(amongst)];
  return (scene, { among, uids, after }, summary) => {
    const asked = { site: scene.site.id, source: scene.source, after };
    const found = among === null ? ofAll.all(asked) : ofSome.all({ ...asked, among: JSON.stringify(among) });
    for (const { uid, memory } of found) {
      const version = held.read(memory.version);
      if (version === null || uids?.has(uid) === false) continue;
      const { sequence, lastModified } = memoryOf(memory);
      const observation = { digest: memory.digest, sequence, lastModified };
      const weighed = weigh(scene, { observation, version, revised: memory.revised });
      if (weighed.admission !== null) {
        settle(summary, uid, weighed, "known");
        summary.unchanged -= 1;
      }
    }
    const differ = found.map(({ memory }) => memory.object);
    return { differ, next: differ.length < AT_ONCE ? null : (differ.at(-1) ?? null) };
  };
}
