import { eq, inArray, sql } from "../../../schema/drizzle.ts";
import { meta, sites } from "../../../schema/tables.ts";
import type { Database } from "./database.ts";
import { write } from "./transaction.ts";

/** What one transaction changes of what is published. */
export interface Changes {
  /** When, ms. */
  readonly now: number;
  /** The next number of the change log. */
  next(): number;
  /** What is published of this site changed. */
  touch(siteId: number): void;
}

export type RecordChanges = <T>(now: number, work: (changes: Changes) => T) => T;

/** Does `work` in one transaction; the numbers that it took are committed with it. */
export function changeRecorder(db: Database): RecordChanges {
  const head = db.select({ seq: meta.seq }).from(meta).prepare();
  const advance = db
    .update(meta)
    .set({ seq: sql`${sql.placeholder("seq")}`, changedAt: sql`${sql.placeholder("now")}` })
    .where(eq(meta.id, 1))
    .prepare();
  return (now, work) =>
    write(db, () => {
      const before = head.get()?.seq ?? 0;
      const touched = new Set<number>();
      let seq = before;
      const changes: Changes = {
        now,
        next: () => (seq += 1),
        touch: (siteId) => touched.add(siteId),
      };
      const result = work(changes);
      if (touched.size > 0) {
        seq += 1;
        db.update(sites)
          .set({ seq, changedAt: now })
          .where(inArray(sites.id, [...touched]))
          .run();
      }
      if (seq > before) advance.run({ seq, now });
      return result;
    });
}
