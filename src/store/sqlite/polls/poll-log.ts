import { desc, eq, getTableColumns, sql } from "../../../../schema/drizzle.ts";
import { pollLog as lines } from "../../../../schema/tables.ts";
import type { PollChange, PollEntry } from "../../../core/model/poll-entry.ts";
import type { PollSummary } from "../../polls.ts";
import type { Database } from "../database/database.ts";
import { eventTitles } from "../listing/event-titles.ts";
import { bounded } from "./health-rows.ts";
import { perDatabase } from "../database/per-database.ts";
import { slots } from "../database/slots.ts";

/** Lines that are kept of each site. */
const KEPT = 100;
/** Most events that one line names. */
const MOST_NAMED = 20;

type News = Pick<PollEntry, "outcome" | "reason" | "counts" | "changes">;

/** The log of polls; within a transaction. */
export interface PollLog {
  /** A poll that came to nothing new, like the one before it, only lengthens that one's line. */
  add(siteId: number, now: number, news: News): void;
  /** The line of a poll that succeeded. */
  note(summary: PollSummary, now: number): void;
  newest(siteId: number, limit: number): readonly PollEntry[];
}

const CHANGES: readonly PollChange[] = ["fresh", "revised", "proposed", "vanished", "returned"];

export const NO_COUNTS: PollEntry["counts"] = {
  fresh: 0,
  revised: 0,
  proposed: 0,
  vanished: 0,
  returned: 0,
  refused: 0,
};

export const pollLog = perDatabase((db: Database): PollLog => {
  const titles = eventTitles(db);
  const { id: _id, site: _site, ...entryColumns } = getTableColumns(lines);
  const newest = db
    .select(entryColumns)
    .from(lines)
    .where(eq(lines.site, sql.placeholder("site")))
    .orderBy(desc(lines.id))
    .limit(sql.placeholder("limit"))
    .prepare();
  const insert = db
    .insert(lines)
    .values(slots(lines, ["site", "at", "until", "times", "outcome", "reason", "counts", "changes"]))
    .prepare();
  const lengthen = db.$client.prepare(
    `UPDATE poll_log SET until = ?, times = times + 1
     WHERE id = (SELECT max(id) FROM poll_log WHERE site = ?)`,
  );
  const forget = db.$client.prepare(
    `DELETE FROM poll_log WHERE site = @site AND id <=
       (SELECT id FROM poll_log WHERE site = @site ORDER BY id DESC LIMIT 1 OFFSET ${KEPT})`,
  );

  const add = (site: number, now: number, news: News) => {
    const last = newest.get({ site, limit: 1 });
    if (last !== undefined && news.outcome !== "changed" && isEqual(last, news)) {
      lengthen.run(now, site);
      return;
    }
    insert.run({ site, at: now, until: now, times: 1, ...news });
    forget.run({ site });
  };

  return {
    add,
    note(summary, now) {
      const found = CHANGES.flatMap((change) => summary[change].map((uid) => ({ change, uid })));
      const outcome = found.length > 0 ? "changed" : "unchanged";
      const changes = found.slice(0, MOST_NAMED).map((one) => ({ ...one, title: titles(one.uid) }));
      add(summary.siteId, now, { outcome, reason: null, counts: countsOf(summary), changes });
    },
    newest: (site, limit) => newest.all({ site, limit: Math.min(Math.max(Math.trunc(limit), 0), KEPT) }),
  };
});

/**
 * Refusals are counted as far as they are kept, so that a body that is not read again counts like the one before. Anybody
 * may read the log, and so what is private counts for nothing.
 */
function countsOf(summary: PollSummary): PollEntry["counts"] {
  const { fresh, revised, proposed, vanished, returned } = summary;
  return {
    fresh: fresh.length,
    revised: revised.length,
    proposed: proposed.length,
    vanished: vanished.length,
    returned: returned.length,
    refused: bounded(summary.refused).filter(({ rule }) => rule !== "private").length,
  };
}

function isEqual(last: News, news: News): boolean {
  return (
    last.outcome === news.outcome &&
    last.reason === news.reason &&
    last.counts.refused === news.counts.refused
  );
}
