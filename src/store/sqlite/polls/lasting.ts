import { and, asc, eq, gt, isNull, ne, or, sql } from "../../../../schema/drizzle.ts";
import { memories, objects, sightings, versions } from "../../../../schema/tables.ts";
import type { Database } from "../database/database.ts";
import { heldVersions } from "../commons/held-versions.ts";
import { memoryOf } from "./memory-rows.ts";
import { type PollSummaryDraft, settle } from "./poll-summary.ts";
import type { PollScene, Weigh } from "./weigh.ts";

/**
 * Weighs again what a feed shows unchanged while the winner says something else, some objects after `after`; `uids`
 * null: all of the site. Gives the last object that was looked at, null where there are no more.
 */
export type LastingDifferences = (
  scene: PollScene,
  uids: ReadonlySet<string> | null,
  summary: PollSummaryDraft,
  after: number,
) => number | null;

/** Objects that are looked at in one transaction. */
const AT_ONCE = 100;

/**
 * A difference that lasts is counted poll by poll (protocol, section 3), and only to a winner from this same source;
 * of all others nothing needs to be read.
 */
export function lastingDifferences(db: Database, weigh: Weigh): LastingDifferences {
  const held = heldVersions(db);
  const differing = db
    .select({ uid: objects.uid, memory: memories })
    .from(memories)
    .innerJoin(objects, eq(objects.id, memories.object))
    .innerJoin(sightings, and(eq(sightings.object, memories.object), eq(sightings.site, memories.site)))
    .innerJoin(versions, and(eq(versions.object, memories.object), eq(versions.state, "winner")))
    .where(
      and(
        eq(memories.site, sql.placeholder("site")),
        gt(memories.object, sql.placeholder("after")),
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
  return (scene, uids, summary, after) => {
    const found = differing.all({ site: scene.site.id, source: scene.source, after });
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
    return found.length < AT_ONCE ? null : (found.at(-1)?.memory.object ?? null);
  };
}
