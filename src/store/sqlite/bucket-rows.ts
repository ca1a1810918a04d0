import { eq, sql } from "../../../schema/drizzle.ts";
import { digestBuckets } from "../../../schema/tables.ts";
import type { ObjectState } from "../../core/model/version.ts";
import { governing } from "../../core/reconcile/winner.ts";
import type { Database } from "./database.ts";

/** What was computed of a bucket is of no use any more once this says that it covers something else. */
export interface BucketRows {
  outdate(bucket: number, before: ObjectState, after: ObjectState): void;
}

export function bucketRows(db: Database): BucketRows {
  const remove = db
    .delete(digestBuckets)
    .where(eq(digestBuckets.bucket, sql.placeholder("bucket")))
    .prepare();
  return {
    outdate(bucket, before, after) {
      if (covered(before) !== covered(after)) remove.run({ bucket });
    },
  };
}

/** What of a UID a fingerprint covers, but for its order. A C1 names the revise URL that stands in its bytes. */
function covered(state: ObjectState): string {
  const known = governing(state);
  return `${known?.revision} ${known?.versions
    .map(({ c1 }) => c1)
    .toSorted()
    .join(" ")}`;
}
