import { bucketFingerprint, bucketOf } from "../../src/core/reconcile/digest-buckets.ts";
import { marksOf } from "./version.ts";

const UIDS = ["1@a.example", "picnic@a.example", "Ä@b.example", "a\\,b"];
const SETS = [
  [],
  [marksOf()],
  [marksOf({ says: "b" }), marksOf({ says: "a" })],
  [
    marksOf({ uid: "z@a.example" }),
    marksOf({ uid: "é@a.example" }),
    marksOf({ uid: "～@a.example", revision: 10 }),
  ],
  [
    marksOf({ uid: "🎶@a.example" }),
    marksOf({ uid: "～@a.example", deleted: true, cancelled: true, body: false }),
  ],
];

/** Buckets of UIDs, and fingerprints of what is in one bucket. */
export function bucketVectors(): object {
  return {
    about:
      "Digests (PROTOCOL.md, section 8): the bucket of a UID, and the fingerprint of versions in one bucket, of which the digest holds these 16 bytes. (Not all of these UIDs are of one bucket; that does not matter here.)",
    buckets: UIDS.map((uid) => ({ uid, bucket: bucketOf(uid) })),
    fingerprints: SETS.map((versions) => {
      const objects = versions.map((version) => ({ uid: version.uid, versions: [version] }));
      const told = versions.map(({ uid, class: versionClass, revision, digest, c1, reviseUrl }) => ({
        uid,
        class: versionClass,
        revision,
        digest,
        c1,
        reviseUrl,
      }));
      return { versions: told, fingerprint: bucketFingerprint(objects) || "0".repeat(32) };
    }),
  };
}
