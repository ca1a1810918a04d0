import { and, asc, eq, inArray, sql } from "../../../../schema/drizzle.ts";
import { digestBuckets, objects, versions } from "../../../../schema/tables.ts";
import { bucketFingerprint, BUCKETS, type Fingerprinted } from "../../../core/reconcile/digest-buckets.ts";
import type { Repair } from "../../repair.ts";
import type { Database } from "../database/database.ts";
import { governingClass, markColumns, marksOf } from "./mark-columns.ts";
import { read, whereWritable, write } from "../database/transaction.ts";

/** From so many missing buckets on all rows are read at once, rather than each bucket's by its index. */
const MANY = 256;

/** Bucket, UID, class, revision, D, C1, revise URL. */
type Row = readonly [number, string, Fingerprinted["class"], number, string, string, string];

/** Fingerprints of all that is known; those that a change has taken away are computed when they are asked for. */
export function repairDigest(db: Database): Pick<Repair, "fingerprints" | "bucket"> {
  const inBucket = sql.placeholder("bucket");
  const stands = inArray(versions.state, ["winner", "rival"]);
  const cached = db.select().from(digestBuckets).orderBy(asc(digestBuckets.bucket)).prepare();
  // In one statement: thousands of them take as long as reading all objects.
  const keep = db.$client.prepare<[string]>(
    "INSERT INTO digest_buckets (bucket, fingerprint) SELECT value ->> 0, value ->> 1 FROM json_each(?)",
  );
  const marked = db
    .select(markColumns)
    .from(objects)
    .innerJoin(versions, and(eq(versions.object, objects.id), stands))
    .where(eq(objects.bucket, inBucket))
    .orderBy(asc(objects.uid), asc(versions.id))
    .prepare();
  const everything = db
    .select({
      bucket: objects.bucket,
      uid: objects.uid,
      class: versions.class,
      revision: versions.revision,
      digest: versions.digest,
      c1: versions.c1,
      reviseUrl: versions.reviseUrl,
    })
    .from(versions)
    .innerJoin(objects, eq(objects.id, versions.object))
    .where(stands)
    .prepare();

  const bucket = (bucket: number) => marksOf(marked.all({ bucket }));

  /** Reads all of the table once, whatever is missing. */
  const allBuckets = (): ((bucket: number) => string) => {
    const buckets = new Map<number, { uid: string; versions: readonly Fingerprinted[] }[]>();
    // As bare lists: objects for a hundred thousand rows cost as much as reading them.
    for (const [
      bucket,
      uid,
      versionClass,
      revision,
      digest,
      c1,
      reviseUrl,
    ] of everything.values() as unknown as Row[]) {
      if (versionClass !== governingClass(uid)) continue;
      const members = buckets.get(bucket) ?? [];
      if (members.length === 0) buckets.set(bucket, members);
      members.push({ uid, versions: [{ class: versionClass, revision, digest, c1, reviseUrl }] });
    }
    return (bucket) => bucketFingerprint(buckets.get(bucket) ?? []);
  };

  /** Those that are kept, and those that are not, computed. */
  const compute = () => {
    const kept = new Map(cached.all().map((row) => [row.bucket, row.fingerprint]));
    const fingerprint =
      BUCKETS - kept.size < MANY ? (number: number) => bucketFingerprint(bucket(number)) : allBuckets();
    const fresh = Array.from({ length: BUCKETS }, (_, number) => number)
      .filter((number) => !kept.has(number))
      .map((number) => [number, fingerprint(number)] as const);
    return { all: new Map([...kept, ...fresh]), fresh };
  };
  const computeAndKeep = () => {
    const found = compute();
    keep.run(JSON.stringify(found.fresh));
    return found;
  };

  return {
    bucket: async (number) => read(db, () => bucket(number)),
    fingerprints: async () => {
      const known = read(db, () => cached.all());
      if (known.length === BUCKETS) return known.map(({ fingerprint }) => fingerprint);
      const { all } = whereWritable(
        () => write(db, computeAndKeep),
        () => read(db, compute),
      );
      return Array.from({ length: BUCKETS }, (_, number) => all.get(number) ?? "");
    },
  };
}
