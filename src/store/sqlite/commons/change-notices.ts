import { and, eq, gt, isNull, sql } from "../../../../schema/drizzle.ts";
import { notices } from "../../../../schema/tables.ts";
import type { NoticeKind } from "../../../core/model/notice.ts";
import type { Version } from "../../../core/model/version.ts";
import type { Database } from "../database/database.ts";
import { eventTitles } from "../listing/event-titles.ts";
import { noticeRows } from "../people/notice-rows.ts";
import { perDatabase } from "../database/per-database.ts";

const DAY = 86_400_000;
/** Characters of a title that are told. */
const MOST_TITLE = 100;

/** What a version came to that somebody should look at. */
export type ChangeNotice = Extract<
  NoticeKind,
  "conflict" | "taken" | "overtaken" | "refused" | "proposal" | "held"
>;

/**
 * Writes down, within a transaction, that this version needs somebody's eyes; `siteId` null where it was made here. Of
 * one event the same is not said twice a day before somebody has seen it, so that no peer fills the list with it; but
 * what became of the words of a person here is always said.
 */
export type TellChange = (kind: ChangeNotice, version: Version, siteId: number | null, now: number) => void;

export const changeNotices = perDatabase((db: Database): TellChange => {
  const titles = eventTitles(db);
  const write = noticeRows(db);
  const unseen = db
    .select({ id: notices.id })
    .from(notices)
    .where(
      and(
        eq(notices.uid, sql.placeholder("uid")),
        eq(notices.kind, sql.placeholder("kind")),
        isNull(notices.seenAt),
        gt(notices.at, sql.placeholder("since")),
      ),
    )
    .limit(1)
    .prepare();
  return (kind, version, siteId, now) => {
    const { uid, revision } = version;
    const isOwn = kind === "taken" || kind === "overtaken" || kind === "refused";
    if (!isOwn && unseen.get({ uid, kind, since: now - DAY }) !== undefined) return;
    const title = short(titles(uid));
    const event = title === "" ? `the event ${uid}` : `“${title}” (${uid})`;
    write([{ kind, uid, siteId, text: TEXTS[kind](event, revision, uid) }], now);
  };
});

/** Enough to know it by. */
function short(title: string): string {
  return title.length <= MOST_TITLE ? title : `${title.slice(0, MOST_TITLE).trimEnd()}…`;
}

const TEXTS: Readonly<Record<ChangeNotice, (event: string, revision: number, uid: string) => string>> = {
  conflict: (event, revision, uid) =>
    `Of ${event} several versions stand at revision ${revision}: choose one, or merge them. Side by side: npx discal conflicts show ${uid}`,
  taken: (event, revision) =>
    `What a person of this node wrote of ${event} is taken: revision ${revision} of somebody else says the same.`,
  overtaken: (event, revision) =>
    `What a person of this node wrote of ${event} is overtaken by revision ${revision} of somebody else. It is kept in the history for 90 days.`,
  refused: (event, revision) =>
    `What a person of this node changed of ${event} is taken back: revision ${revision} says again what stood before. It is kept in the history for 90 days.`,
  proposal: (event, _revision, uid) =>
    `A change of ${event} is proposed, and waits for a person to take or dismiss it: npx discal conflicts show ${uid}`,
  held: (event, revision) =>
    `A person's version of ${event} came too late: revision ${revision} is overtaken already. It is kept in the history for 90 days.`,
};
