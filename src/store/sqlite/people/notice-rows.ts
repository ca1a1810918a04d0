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

/** Writes down, within a transaction, what people are to be told. */
export type WriteNotices = (news: readonly NewNotice[], now: number) => void;

/** Marks what was told of an event as seen: nothing is to be done about it any more. */
export type NoticesSettled = (kind: "conflict" | "proposal", uid: string, now: number) => void;

export const noticesSettled = perDatabase((db: Database): NoticesSettled => {
  const ofEvent = and(eq(notices.uid, sql.placeholder("uid")), eq(notices.kind, sql.placeholder("kind")));
  const see = db
    .update(notices)
    .set({ seenAt: sql`${sql.placeholder("now")}` })
    .where(and(ofEvent, isNull(notices.seenAt)))
    .prepare();
  return (kind, uid, now) => void see.run({ kind, uid, now });
});

export const noticeRows = perDatabase((db: Database): WriteNotices => {
  return (news, now) => {
    for (const { kind, uid, siteId, text } of news) {
      db.insert(notices)
        .values({
          at: now,
          kind,
          uid,
          site: siteId,
          text: text.replaceAll(UNQUOTABLE, " ").slice(0, MOST_TEXT),
        })
        .run();
    }
  };
});
