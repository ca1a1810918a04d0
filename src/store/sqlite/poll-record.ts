import { judgeAbsence } from "../../core/reconcile/judge.ts";
import type { ObservedObject, PollFinding, Polls, PollSummary } from "../contract.ts";
import type { Changes, RecordChanges } from "./changes.ts";
import type { Database } from "./database.ts";
import type { EventText } from "./event-text.ts";
import { bounded, healthRows, succeeded } from "./health-rows.ts";
import { lastingDifferences } from "./lasting.ts";
import { memoryRows } from "./memory-rows.ts";
import { sightingRows } from "./sighting-rows.ts";
import { siteRows } from "./site-rows.ts";
import { type PollSummaryDraft, settle, startSummary } from "./poll-summary.ts";
import type { PollScene, Weigh } from "./weigh.ts";

export function pollRecord(
  db: Database,
  record: RecordChanges,
  weigh: Weigh,
  text: EventText,
): Pick<Polls, "record" | "recordUnchanged" | "recordPeer"> {
  const sites = siteRows(db);
  const health = healthRows(db);
  const sightings = sightingRows(db);
  const memories = memoryRows(db);
  const lasting = lastingDifferences(db, weigh);

  const look = (scene: PollScene, seen: ObservedObject, summary: PollSummaryDraft) => {
    const weighed = weigh(scene, seen);
    const { object } = weighed;
    const { hop } = seen.version;
    const showing = { hop, rawHash: seen.rawHash, raw: seen.raw };
    const news = sightings.show(object, scene.site.id, showing, scene.changes.now);
    settle(summary, seen.uid, weighed, news);
    if (news === "new" && scene.site.tags.length > 0) text.rewrite(object);
    if (news !== "known") touchAll(object, scene.changes);
  };

  /** Whoever shows it, too, publishes it with another tag, or as no more in that feed. */
  const touchAll = (object: number, changes: Changes) => {
    for (const { siteId } of sightings.of(object)) changes.touch(siteId);
  };

  /** What the site shows no more (protocol, section 3): not cancelled, only missing. */
  const miss = (siteId: number, shown: ReadonlySet<string>, changes: Changes): readonly string[] => {
    const gone = sightings.shownBy(siteId).filter(({ uid }) => !shown.has(uid));
    for (const { id, object } of gone) {
      sightings.miss(id, changes.now);
      touchAll(object, changes);
      const known = memories.find(siteId, object);
      const memory = known === null ? null : judgeAbsence(known.memory);
      if (known !== null && memory !== null) memories.write(siteId, object, { ...known, memory });
    }
    return gone.map(({ uid }) => uid);
  };

  const sceneOf = (siteId: number, source: string, changes: Changes): PollScene => ({
    site: sites.require(siteId),
    sites: sites.all(),
    source,
    changes,
  });

  const record1 = (finding: PollFinding, changes: Changes): PollSummary => {
    const { siteId, now, changed, unchanged, refused } = finding;
    const scene = sceneOf(siteId, finding.source, changes);
    const summary = startSummary(siteId, refused);
    for (const seen of changed) look(scene, seen, summary);
    lasting(scene, new Set(unchanged), summary);
    // A broken event is still in the feed: nobody is told that it is gone.
    const broken = refused.flatMap(({ uid }) => (uid === null ? [] : [uid]));
    const shown = new Set([...changed.map(({ uid }) => uid), ...unchanged, ...broken]);
    summary.vanished.push(...miss(siteId, shown, changes));
    summary.unchanged += unchanged.length;
    health.update(siteId, {
      ...succeeded(now, finding.nextPoll),
      etag: finding.etag,
      lastModified: finding.lastModified,
      bodyHash: finding.bodyHash,
      events: sightings.count(siteId),
      refused: bounded(refused),
    });
    return summary;
  };

  return {
    record: async (finding) => record(finding.now, (changes) => record1(finding, changes)),
    recordUnchanged: async (siteId, { source, now, nextPoll }) =>
      record(now, (changes) => {
        const summary = startSummary(siteId, []);
        lasting(sceneOf(siteId, source, changes), null, summary);
        summary.unchanged += health.find(siteId).events;
        health.update(siteId, succeeded(now, nextPoll));
        return summary;
      }),
    recordPeer: async ({ siteId, now, etag, lastModified, bodyHash, shown, refused, nextPoll }) =>
      record(now, (changes) => {
        sites.require(siteId);
        miss(siteId, new Set(shown), changes);
        health.update(siteId, {
          ...succeeded(now, nextPoll),
          etag,
          lastModified,
          bodyHash,
          events: sightings.count(siteId),
          refused: bounded(refused),
        });
      }),
  };
}
