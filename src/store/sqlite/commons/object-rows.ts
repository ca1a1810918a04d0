import { eq, sql } from "../../../../schema/drizzle.ts";
import { objects } from "../../../../schema/tables.ts";
import type { Database } from "../database/database.ts";
import { perDatabase } from "../database/per-database.ts";
import { bucketOf } from "../../../core/reconcile/digest-buckets.ts";
import { slots } from "../database/slots.ts";

export type ObjectRow = typeof objects.$inferSelect;

export interface ObjectRows {
  find(uid: string): ObjectRow | null;
  create(uid: string, seq: number, changedAt: number): ObjectRow;
  update(row: ObjectRow): void;
  /** Gives those a bucket that have none yet. */
  fillBuckets(): void;
}

const BLANK = {
  contested: false,
  admitted: true,
  shown: true,
  judged: null,
  hidden: false,
  entered: false,
};
const JUDGED = ["admitted", "shown", "judged", "hidden", "entered"] as const;

export const objectRows = perDatabase((db: Database): ObjectRows => {
  const find = db
    .select()
    .from(objects)
    .where(eq(objects.uid, sql.placeholder("uid")))
    .prepare();
  const create = db
    .insert(objects)
    .values(slots(objects, ["uid", "seq", "changedAt", "contested", "bucket", ...JUDGED]))
    .prepare();
  const update = db
    .update(objects)
    .set(slots(objects, ["seq", "changedAt", "contested", ...JUDGED]))
    .where(eq(objects.id, sql.placeholder("id")))
    .prepare();
  const fill = db
    .update(objects)
    .set(slots(objects, ["bucket"]))
    .where(eq(objects.id, sql.placeholder("id")))
    .prepare();
  return {
    find: (uid) => find.get({ uid }) ?? null,
    create(uid, seq, changedAt) {
      const row = { ...BLANK, uid, seq, changedAt, bucket: bucketOf(uid) };
      return { id: Number(create.run(row).lastInsertRowid), ...row };
    },
    update: (row) => void update.run(row),
    fillBuckets() {
      const bare = db
        .select({ id: objects.id, uid: objects.uid })
        .from(objects)
        .where(eq(objects.bucket, -1));
      for (const { id, uid } of bare.all()) fill.run({ id, bucket: bucketOf(uid) });
    },
  };
});
