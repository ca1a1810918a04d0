import { notices } from "../../../schema/tables.ts";
import type { NewNotice } from "../../core/model/notice.ts";
import type { Database } from "./database.ts";
import { perDatabase } from "./per-database.ts";

/** Longest text of a notice: it may quote what a foreign site says. */
const MOST_TEXT = 1000;

/** Writes down, within a transaction, what people are to be told. */
export type WriteNotices = (news: readonly NewNotice[], now: number) => void;

export const noticeRows = perDatabase((db: Database): WriteNotices => {
  return (news, now) => {
    for (const { kind, uid, siteId, text } of news) {
      db.insert(notices)
        .values({ at: now, kind, uid, site: siteId, text: text.slice(0, MOST_TEXT) })
        .run();
    }
  };
});
