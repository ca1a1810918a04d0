import type { OfferResult } from "../../../core/model/verdict.ts";
import type { BodyRead, PollFinding, Polls, PollSummary } from "../../polls.ts";
import type { Changes, RecordChanges } from "../database/changes.ts";
import type { Database } from "../database/database.ts";
import type { EventText } from "../listing/event-text.ts";
import { bounded, healthRows, succeeded } from "./health-rows.ts";
import { lastingDifferences } from "./lasting.ts";
import { objectRows } from "../commons/object-rows.ts";
import { pollLog } from "./poll-log.ts";
import { type PollSummaryDraft, settle, startSummary } from "./poll-summary.ts";
import { sightingBook } from "./sighting.ts";
import { sightingRows } from "./sighting-rows.ts";
import { siteRows } from "../registry/site-rows.ts";
import { versionRows } from "../commons/version-rows.ts";
import type { Review } from "../judging/review.ts";
import type { PollScene, Weigh } from "./weigh.ts";

export function pollRecord(
  db: Database,
  record: RecordChanges,
  weigh: Weigh,
  text: EventText,
  review: Review,
): Pick<Polls, "record" | "recordUnchanged" | "recordPeer"> {
  const sites = siteRows(db);
  const health = healthRows(db);
  const sightings = sightingRows(db);
  const book = sightingBook(db, text);
  const lasting = lastingDifferences(db, weigh);
  const log = pollLog(db);
  const objects = objectRows(db);
  const versions = versionRows(db);

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

  /** A peer's version that was taken is news, and new where it is the only one of its UID that was ever kept. */
  const takeNote = (summary: PollSummaryDraft, { uid, verdict }: OfferResult) => {
    const object = objects.find(uid)?.id;
    if (object === undefined || (verdict !== "accepted" && verdict !== "conflict")) summary.unchanged += 1;
    else (versions.count(object) === 1 ? summary.fresh : summary.revised).push(uid);
  };

  const judgeAll = (finding: PollFinding, changes: Changes): PollSummary => {
    const { siteId, changed, unchanged, refused } = finding;
    const scene = sceneOf(siteId, finding.source, changes);
    const summary = startSummary(siteId, refused);
    for (const seen of changed) {
      const weighed = weigh(scene, seen);
      const showing = { hop: seen.version.hop, rawHash: seen.rawHash, raw: seen.raw };
      const news = book.show(weighed.object, scene.site, showing, changes);
      // Another feed may show what none had a right to show before.
      if (news === "new" && weighed.admission === null) review(seen.uid, changes);
      settle(summary, seen.uid, weighed, news);
    }
    lasting(scene, new Set(unchanged), summary);
    summary.unchanged += unchanged.length;
    // A broken event is still in the feed: nobody is told that it is gone.
    const broken = refused.flatMap(({ uid }) => (uid === null ? [] : [uid]));
    const shown = new Set([...changed.map(({ uid }) => uid), ...unchanged, ...broken]);
    if (finding.complete) summary.vanished.push(...book.missAllBut(shown, siteId, changes));
    bodyRead(finding);
    log.note(summary, finding.now);
    return summary;
  };

  return {
    record: async (finding) => record(finding.now, (changes) => judgeAll(finding, changes)),
    recordUnchanged: async (siteId, { source, now, nextPoll }) =>
      record(now, (changes) => {
        const summary = startSummary(siteId, []);
        const { events, refused } = health.find(siteId);
        lasting(sceneOf(siteId, source, changes), null, summary);
        summary.unchanged += events;
        health.update(siteId, succeeded(now, nextPoll));
        log.note({ ...summary, refused }, now);
        return summary;
      }),
    recordPeer: async (poll) =>
      record(poll.now, (changes) => {
        const { siteId, now, results, shown, complete, refused } = poll;
        sites.require(siteId);
        const summary = startSummary(siteId, refused);
        for (const result of results) takeNote(summary, result);
        if (complete) summary.vanished.push(...book.missAllBut(new Set(shown), siteId, changes));
        bodyRead(poll);
        log.note(summary, now);
        return summary;
      }),
  };
}
