import type { NewNotice, Notice } from "../core/model/notice.ts";

/** What people of this node are told of. */
export interface Notices {
  add(notices: readonly NewNotice[], now: number): Promise<void>;
  /** Newest first, before the one with the id `before`. */
  list(options: {
    readonly unseenOnly: boolean;
    readonly before: number | null;
    readonly limit: number;
  }): Promise<readonly Notice[]>;
  /** Marks it as seen; false where there is none. */
  seen(id: number, now: number): Promise<boolean>;
  /** Which of these were seen. */
  seenOf(ids: readonly number[]): Promise<ReadonlySet<number>>;
  /** Those that log, web hook and mail have not told yet, oldest first; what was seen before that is told by none. */
  untold(limit: number): Promise<readonly Notice[]>;
  told(ids: readonly number[], now: number): Promise<void>;
}
