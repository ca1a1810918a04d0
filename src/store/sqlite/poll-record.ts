import type { BodyRead, PollFinding, Polls, PollSummary } from "../contract.ts";
import type { Changes, RecordChanges } from "./changes.ts";
import type { Database } from "./database.ts";
import type { EventText } from "./event-text.ts";
import { bounded, healthRows, succeeded } from "./health-rows.ts";
import { lastingDifferences } from "./lasting.ts";
import { settle, startSummary } from "./poll-summary.ts";
import { sightingBook } from "./sighting.ts";
import { sightingRows } from "./sighting-rows.ts";
import { siteRows } from "./site-rows.ts";
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
  const book = sightingBook(db, text);
  const lasting = lastingDifferences(db, weigh);

  const sceneOf = (siteId: number, source: string, changes: Changes): PollScene => ({
    site: sites.require(siteId),
    sites: sites.all(),
    source,
    changes,
  });

  const bodyRead = ({ siteId, now, nextPoll, refused, ...read }: BodyRead) => {
    const { etag, lastModified, bodyHash, refreshMs } = read;
    const events = sightings.count(siteId);
    const content = { etag, lastModified, bodyHash, refreshMs, events, refused: bounded(refused) };
    health.update(siteId, { ...succeeded(now, nextPoll), ...content });
  };

  const judgeAll = (finding: PollFinding, changes: Changes): PollSummary => {
    const { siteId, changed, unchanged, refused } = finding;
    const scene = sceneOf(siteId, finding.source, changes);
    const summary = startSummary(siteId, refused);
    for (const seen of changed) {
      const weighed = weigh(scene, seen);
      const showing = { hop: seen.version.hop, rawHash: seen.rawHash, raw: seen.raw };
      const news = book.show(weighed.object, scene.site, showing, changes);
      settle(summary, seen.uid, weighed, news);
    }
    lasting(scene, new Set(unchanged), summary);
    summary.unchanged += unchanged.length;
    // A broken event is still in the feed: nobody is told that it is gone.
    const broken = refused.flatMap(({ uid }) => (uid === null ? [] : [uid]));
    const shown = new Set([...changed.map(({ uid }) => uid), ...unchanged, ...broken]);
    if (finding.complete) summary.vanished.push(...book.missAllBut(shown, siteId, changes));
    bodyRead(finding);
    return summary;
  };

  return {
    record: async (finding) => record(finding.now, (changes) => judgeAll(finding, changes)),
    recordUnchanged: async (siteId, { source, now, nextPoll }) =>
      record(now, (changes) => {
        const summary = startSummary(siteId, []);
        lasting(sceneOf(siteId, source, changes), null, summary);
        summary.unchanged += health.find(siteId).events;
        health.update(siteId, succeeded(now, nextPoll));
        return summary;
      }),
    recordPeer: async (poll) =>
      record(poll.now, (changes) => {
        sites.require(poll.siteId);
        if (poll.complete) book.missAllBut(new Set(poll.shown), poll.siteId, changes);
        bodyRead(poll);
      }),
  };
}
