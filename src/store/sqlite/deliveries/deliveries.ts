import { meta } from "../../../../schema/tables.ts";
import type { Site } from "../../../core/model/site.ts";
import type { OfferResult } from "../../../core/model/verdict.ts";
import type { Version } from "../../../core/model/version.ts";
import type { Batch, Deliveries } from "../../deliveries.ts";
import { copyRows } from "./copy-rows.ts";
import { crossedBy } from "./crossed.ts";
import { cursorRows } from "./cursor-rows.ts";
import type { Database } from "../database/database.ts";
import { deliveryLag } from "./delivery-lag.ts";
import { exceptionRows } from "./exception-rows.ts";
import { batches } from "./next-batch.ts";
import { exceptionList } from "./exception-list.ts";
import { objectRows } from "../commons/object-rows.ts";
import { parcels } from "./parcels.ts";
import { noticeOnce, noticesSettled } from "../people/notice-rows.ts";
import { writtenTogether } from "./written-together.ts";
import { siteRows } from "../registry/site-rows.ts";
import { read, write } from "../database/transaction.ts";

/** Whoever fails for so long is not tried any more, until it shows itself (protocol, section 9). */
const DORMANT_AFTER = 14 * 24 * 3_600_000;

/** What a cursor says once nothing stands in the way any more. */
const WELL = { failures: 0, nextTry: null, stopped: false, failingSince: null, dormant: false };

export function deliveries(db: Database, epoch: string): Deliveries {
  const objects = objectRows(db);
  const cursors = cursorRows(db);
  const copies = copyRows(db);
  const exceptions = exceptionRows(db);
  const sites = siteRows(db);
  const packed = parcels(db);
  const crossed = crossedBy(db);
  const together = writtenTogether(db);
  const tellOnce = noticeOnce(db);
  const settled = noticesSettled(db);

  const file = (version: Version, { verdict, reason }: Answer, { peer, now, hadExceptions }: Answered) => {
    const object = packed.objectOf(version) ?? objects.find(version.uid)?.id;
    if (object === undefined) return;
    if (verdict === "deferred" || verdict === "rejected") {
      exceptions.file(peer.id, object, version, { verdict, reason, now });
      return;
    }
    copies.learn(peer.id, object, version, version.hop);
    crossed.taken(version, peer);
    if (hadExceptions) exceptions.clear(peer.id, object, version);
  };

  return {
    ...deliveryLag(db),
    nextBatch: batches(db, epoch, crossed),
    // What is forgotten with the power is offered once more.
    delivered: (batch, results, now) =>
      together(() => {
        const { peer, after, upTo } = batch;
        const answered = { peer, now, hadExceptions: exceptions.any(peer.id) };
        for (const [version, answer] of answers(batch, results)) file(version, answer, answered);
        const row = cursors.find(peer.id);
        if (row.failures > 0) settled.ofSubject("suspended", stopOf(peer.id), now);
        // A replay while the batch was under way has begun anew, and is not to be skipped over.
        const cursor = row.cursor === after ? upTo : row.cursor;
        cursors.write({ ...row, ...WELL, lastSuccess: now, lastError: null, cursor });
      }),
    failed: async (peerId, { now, error, nextTry, stop, notice = null }) =>
      write(db, () => {
        sites.require(peerId);
        const row = cursors.find(peerId);
        const failingSince = row.failingSince ?? now;
        const dormant = now - failingSince >= DORMANT_AFTER;
        const failed = { failures: row.failures + 1, nextTry, lastError: error, stopped: stop };
        cursors.write({ ...row, ...failed, failingSince, dormant });
        if (notice !== null) tellOnce(notice, stopOf(peerId), now);
      }),
    // The circuit stays as it is: one object shows whether the peer can be reached, too.
    wake: async (peerId) =>
      write(db, () => {
        const row = cursors.find(peerId);
        const asleep = row.nextTry !== null || row.stopped || row.dormant;
        if (asleep) cursors.write({ ...row, ...WELL, failures: row.failures });
      }),
    failures: async (peerId) => read(db, () => cursors.find(peerId).failures),
    exceptions: exceptionList(db),
    startAtHead: async (peerId) =>
      write(db, () => {
        sites.require(peerId);
        if (cursors.has(peerId)) return;
        const cursor = db.select({ seq: meta.seq }).from(meta).get()?.seq ?? 0;
        cursors.write({ ...cursors.find(peerId), cursor });
      }),
    replay: async (peerId, now) =>
      write(db, () => {
        sites.require(peerId);
        exceptions.clearAll(peerId);
        settled.ofSubject("suspended", stopOf(peerId), now);
        cursors.write({ ...cursors.find(peerId), ...WELL, cursor: 0 });
      }),
  };
}

/** By which people are told once that a peer wants nothing more. */
function stopOf(peerId: number): string {
  return `deliveries to ${peerId}`;
}

type Answer = Pick<OfferResult, "verdict" | "reason">;

/** Whose answers they are, and when they came. */
interface Answered {
  readonly peer: Site;
  readonly now: number;
  /** There was something that it had not taken before. */
  readonly hadExceptions: boolean;
}

/** Each version with the peer's answer; those of one UID are answered in the order in which they were sent. */
function answers(
  { versions }: Batch,
  results: readonly OfferResult[],
): readonly (readonly [Version, Answer])[] {
  const byUid = new Map<string, OfferResult[]>();
  for (const result of results) {
    const same = byUid.get(result.uid);
    if (same === undefined) byUid.set(result.uid, [result]);
    else same.push(result);
  }
  return versions.map((version) => {
    const answer = byUid.get(version.uid)?.shift();
    return [version, answer ?? { verdict: "deferred", reason: "the peer did not answer for it" }];
  });
}
