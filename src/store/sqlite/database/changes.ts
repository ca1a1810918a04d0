import { eq, sql } from "../../../../schema/drizzle.ts";
import { meta, sites } from "../../../../schema/tables.ts";
import type { Database } from "./database.ts";
import { write } from "./transaction.ts";

/** What one transaction changes of what is published. */
export interface Changes {
  /** When, ms. */
  readonly now: number;
  /** Names the filters and policies that decide what is shown; "" where there are none. */
  readonly rules: string;
  /** The next number of the change log. */
  next(): number;
  /** What is published of this site changed. */
  touch(siteId: number): void;
}

export type RecordChanges = <T>(now: number, work: (changes: Changes) => T) => T;

/** Does `work` in one transaction; the numbers that it took are committed with it. */
export function changeRecorder(db: Database): RecordChanges {
  const head = db.select({ seq: meta.seq, rules: meta.rules }).from(meta).prepare();
  const advance = db
    .update(meta)
    .set({ seq: sql`${sql.placeholder("seq")}`, changedAt: sql`${sql.placeholder("now")}` })
    .where(eq(meta.id, 1))
    .prepare();
  const mark = db
    .update(sites)
    .set({ seq: sql`${sql.placeholder("seq")}`, changedAt: sql`${sql.placeholder("now")}` })
    .where(sql`${sites.id} IN (SELECT value FROM json_each(${sql.placeholder("touched")}))`)
    .prepare();
  return (now, work) =>
    write(db, () => {
      const { seq: before, rules } = head.get() ?? { seq: 0, rules: "" };
      const touched = new Set<number>();
      let seq = before;
      const changes: Changes = {
        now,
        rules,
        next: () => (seq += 1),
        touch: (siteId) => touched.add(siteId),
      };
      const result = work(changes);
      if (touched.size > 0) {
        seq += 1;
        mark.run({ seq, now, touched: JSON.stringify([...touched]) });
      }
      if (seq > before) advance.run({ seq, now });
      return result;
    });
}
