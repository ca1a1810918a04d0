import { and, eq, isNull, sql } from "../../../../schema/drizzle.ts";
import { notices } from "../../../../schema/tables.ts";
import type { NewNotice } from "../../../core/model/notice.ts";
import type { Database } from "../database/database.ts";
import { perDatabase } from "../database/per-database.ts";

/** Longest text of a notice: it may quote what a foreign site says. */
const MOST_TEXT = 1000;

/**
 * Line breaks, controls, and what turns the direction of writing: with them what is quoted would look like words of
 * this node, in mails above all.
 */
const UNQUOTABLE = /[\s\p{Cc}\u061C\u200E\u200F\u202A-\u202E\u2066-\u2069]+/gu;

/** Writes down, within a transaction, what people are to be told; `subject`: by what it is settled later. */
export type WriteNotices = (news: readonly NewNotice[], now: number, subject?: string) => void;

/** Marks what was told as seen: nothing is to be done about it any more, so that nobody is told of it either. */
export interface NoticesSettled {
  ofEvent(kind: "conflict" | "proposal", uid: string, now: number): void;
  ofSubject(kind: "registration" | "suspended", subject: string, now: number): void;
}

export const noticesSettled = perDatabase((db: Database): NoticesSettled => {
  const see = (what: typeof notices.uid | typeof notices.subject) =>
    db
      .update(notices)
      .set(seenNow(sql.placeholder("now")))
      .where(
        and(
          eq(what, sql.placeholder("what")),
          eq(notices.kind, sql.placeholder("kind")),
          isNull(notices.seenAt),
        ),
      )
      .prepare();
  const [seeEvent, seeSubject] = [see(notices.uid), see(notices.subject)];
  return {
    ofEvent: (kind, what, now) => void seeEvent.run({ kind, what, now }),
    ofSubject: (kind, what, now) => void seeSubject.run({ kind, what, now }),
  };
});

/** What somebody has seen is told by no channel any more. */
export function seenNow(now: unknown) {
  return { seenAt: sql<number>`${now}`, toldAt: sql<number>`coalesce(${notices.toldAt}, ${now})` };
}

export const noticeRows = perDatabase((db: Database): WriteNotices => {
  return (news, now, subject) => {
    for (const { kind, uid, siteId, text } of news) {
      db.insert(notices)
        .values({
          at: now,
          kind,
          uid,
          site: siteId,
          subject: subject ?? null,
          text: text.replaceAll(UNQUOTABLE, " ").slice(0, MOST_TEXT),
        })
        .run();
    }
  };
});

/** The same, unless what was told by that subject waits for somebody to see it. */
export const noticeOnce = perDatabase((db: Database) => {
  const write = noticeRows(db);
  const standing = db
    .select({ id: notices.id })
    .from(notices)
    .where(and(eq(notices.subject, sql.placeholder("subject")), isNull(notices.seenAt)))
    .limit(1)
    .prepare();
  return (notice: NewNotice, subject: string, now: number): void => {
    if (standing.get({ subject }) === undefined) write([notice], now, subject);
  };
});
