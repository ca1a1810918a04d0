import { DomainError } from "../../../core/model/domain-error.ts";
import type { PollClaim, Polls } from "../../polls.ts";
import type { Database } from "../database/database.ts";
import { healthOf, healthRows } from "./health-rows.ts";
import { NO_COUNTS, pollLog } from "./poll-log.ts";
import { sightingRows } from "./sighting-rows.ts";
import { siteRows } from "../registry/site-rows.ts";
import { read, write, writeAlong } from "../database/transaction.ts";

/** Who polls what, and what the last poll left for the next: no two processes poll one site at a time. */
export function claims(
  db: Database,
): Pick<
  Polls,
  "claimDue" | "claim" | "release" | "seen" | "healthOf" | "history" | "nextDue" | "recordFailure"
> {
  const health = healthRows(db);
  const sites = siteRows(db);
  const sightings = sightingRows(db);
  const log = pollLog(db);

  const take = (siteId: number, until: number): PollClaim => {
    const { etag, lastModified, bodyHash, refreshMs } = health.find(siteId);
    health.claim(siteId, until);
    return { site: sites.require(siteId), etag, lastModified, bodyHash, refreshMs };
  };

  return {
    claimDue: async (now, until) =>
      writeAlong(db, () => health.due(now).map((siteId) => take(siteId, until))),
    // Of a claim nothing is left to keep once the power has failed.
    claim: async (siteId, now, until) =>
      writeAlong(db, () => {
        const site = sites.require(siteId);
        if (!site.enabled) {
          const message = `${site.name} is disabled: declare it again before polling it`;
          throw new DomainError("conflict", message, { site: siteId });
        }
        const { claimedUntil } = health.find(siteId);
        return claimedUntil !== null && claimedUntil > now ? null : take(siteId, until);
      }),
    release: async (siteId) => write(db, () => health.update(siteId, { claimedUntil: null })),
    seen: async (siteId, uids) =>
      read(
        db,
        () =>
          new Map(
            sightings
              .shownBy(siteId, uids)
              .flatMap(({ uid, rawHash }) => (rawHash === null ? [] : [[uid, rawHash]])),
          ),
      ),
    healthOf: async (siteId) =>
      read(db, () => (sites.byId(siteId) === null ? null : healthOf(health.find(siteId)))),
    history: async (siteId, limit) => read(db, () => log.newest(siteId, limit)),
    nextDue: async () => read(db, () => health.nextDue()),
    recordFailure: async (siteId, { now, reason, nextPoll, suspendAfter }) =>
      write(db, () => {
        const { poll } = sites.require(siteId);
        const before = health.find(siteId);
        const failures = before.failures + 1;
        health.update(siteId, {
          lastPoll: now,
          failingSince: before.failingSince ?? now,
          failures,
          suspended: before.suspended || failures >= suspendAfter,
          lastReason: reason,
          // What is not polled by itself may be due once all the same.
          nextPoll: poll === null && before.nextPoll === null ? null : nextPoll,
          claimedUntil: null,
        });
        log.add(siteId, now, { outcome: "failed", reason, counts: NO_COUNTS, changes: [] });
      }),
  };
}
