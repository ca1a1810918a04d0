import { breathe } from "../../../workshop/breathe.ts";
import { MAX_REFUSALS } from "../../../core/ical/limits.ts";
import type { OfferResult } from "../../../core/model/verdict.ts";
import type { BodyRead, ObservedObject, Polls } from "../../polls.ts";
import type { Changes, RecordChanges } from "../database/changes.ts";
import type { Database } from "../database/database.ts";
import type { EventText } from "../listing/event-text.ts";
import { bounded, healthRows, succeeded } from "./health-rows.ts";
import { lastingDifferences } from "./lasting.ts";
import { createLooks } from "./looks.ts";
import { objectRows } from "../commons/object-rows.ts";
import { pollLog } from "./poll-log.ts";
import { type PollSummaryDraft, settle, startSummary } from "./poll-summary.ts";
import { read, writeAlong } from "../database/transaction.ts";
import { type Gone, sightingBook } from "./sighting.ts";
import { sightingRows } from "./sighting-rows.ts";
import { siteRows } from "../registry/site-rows.ts";
import { versionRows } from "../commons/version-rows.ts";
import type { Review } from "../judging/review.ts";
import type { PollScene, Weigh } from "./weigh.ts";

/** Sightings that one transaction ends. */
const AT_ONCE = 200;

export function pollRecord(
  db: Database,
  record: RecordChanges,
  weigh: Weigh,
  text: EventText,
  review: Review,
): Pick<Polls, "begin" | "recordUnchanged" | "recordPeer"> {
  const sites = siteRows(db);
  const health = healthRows(db);
  const sightings = sightingRows(db);
  const book = sightingBook(db, text);
  const lasting = lastingDifferences(db, weigh);
  const looks = createLooks(db);
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

  const take = (scene: PollScene, seen: ObservedObject, summary: PollSummaryDraft) => {
    const weighed = weigh(scene, seen);
    looks.judged(scene.site.id, weighed.object);
    const showing = { hop: seen.version.hop, rawHash: seen.rawHash, raw: seen.raw };
    const news = book.show(weighed.object, scene.site, showing, scene.changes);
    // Another feed may show what none had a right to show before.
    if (news === "new" && weighed.admission === null) review(seen.uid, scene.changes);
    settle(summary, seen.uid, weighed, news);
  };

  const countLasting = async (
    { siteId, source, now }: { readonly siteId: number; readonly source: string; readonly now: number },
    uids: ReadonlySet<string> | null,
    summary: PollSummaryDraft,
  ): Promise<void> => {
    const look = looks.begin(siteId, source);
    const { among } = look;
    for (let at: number | null = among?.length === 0 ? null : 0; at !== null;) {
      const after: number = at;
      const { differ, next } = record(now, (changes) =>
        lasting(sceneOf(siteId, source, changes), { among, uids, after }, summary),
      );
      look.found(differ);
      at = next;
      await breathe();
    }
    look.end();
  };

  const missAllBut = (
    shown: ReadonlySet<string>,
    poll: { readonly siteId: number; readonly now: number },
    summary: PollSummaryDraft,
  ): Promise<void> =>
    miss(
      read(db, () => book.goneBut(shown, poll.siteId)),
      poll,
      summary,
    );

  const miss = async (
    gone: readonly Gone[],
    { siteId, now }: { readonly siteId: number; readonly now: number },
    summary: PollSummaryDraft,
  ): Promise<void> => {
    for (let start = 0; start < gone.length; start += AT_ONCE) {
      record(now, (changes) => {
        for (const one of gone.slice(start, start + AT_ONCE)) book.miss(one, siteId, changes);
      });
      await breathe();
    }
    for (const { uid } of gone) summary.vanished.push(uid);
  };

  return {
    begin(siteId, source) {
      const summary = startSummary(siteId, []);
      const shown = new Set<string>();
      const unchanged = new Set<string>();
      return {
        async take({ now, changed, unchanged: same, refused }) {
          if (changed.length > 0) {
            record(now, (changes) => {
              const scene = sceneOf(siteId, source, changes);
              for (const seen of changed) take(scene, seen, summary);
            });
          }
          for (const { uid } of changed) shown.add(uid);
          for (const uid of same) unchanged.add(uid);
          // A broken event is still in the feed: nobody is told that it is gone.
          for (const { uid } of refused) if (uid !== null) shown.add(uid);
          summary.refused.push(...refused.slice(0, MAX_REFUSALS - summary.refused.length));
        },
        async conclude({ gone, ...body }) {
          const at = { siteId, now: body.now };
          await countLasting({ ...at, source }, unchanged, summary);
          summary.unchanged += unchanged.size;
          const missing = gone?.filter((uid) => !shown.has(uid) && !unchanged.has(uid));
          if (missing !== undefined)
            await miss(
              read(db, () => book.shownOf(missing, siteId)),
              at,
              summary,
            );
          else if (body.complete) await missAllBut(shown.union(unchanged), at, summary);
          return record(body.now, () => {
            bodyRead({ ...body, siteId, refused: summary.refused });
            log.note(summary, body.now);
            return summary;
          });
        },
      };
    },
    async recordUnchanged(siteId, { source, now, nextPoll }) {
      const summary = startSummary(siteId, []);
      await countLasting({ siteId, source, now }, null, summary);
      // Where the power fails before this lies on the disk, the site is only polled sooner.
      return writeAlong(db, () => {
        const { events, refused } = health.find(siteId);
        summary.unchanged += events;
        health.succeed(siteId, now, nextPoll);
        log.note({ ...summary, refused }, now);
        return summary;
      });
    },
    async recordPeer(poll) {
      const { siteId, now, results, shown, complete, refused } = poll;
      sites.require(siteId);
      const summary = startSummary(siteId, refused);
      for (const result of results) takeNote(summary, result);
      if (complete) await missAllBut(new Set(shown), poll, summary);
      return record(now, () => {
        bodyRead(poll);
        log.note(summary, now);
        return summary;
      });
    },
  };
}
