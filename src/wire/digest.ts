import { z } from "zod";
import { DomainError } from "../core/model/domain-error.ts";
import { BUCKETS } from "../core/reconcile/digest-buckets.ts";
import { exampleMark, marked } from "./mark.ts";

/** Bytes of one fingerprint. */
const SIZE = 16;
/** An empty bucket. */
const NOTHING = "0".repeat(2 * SIZE);

const epoch = z.string().min(1).max(64).describe("Of the node's change log");

/**
 * What `GET /discal/v1/digest?buckets=4096` answers (protocol, section 7): the fingerprints of all buckets in their order
 * as one text, 87,384 characters in all.
 */
export const digestAnswer = z
  .object({
    epoch,
    next: z.int().min(0).describe("All changes up to this number of the change log are in it"),
    buckets: z.literal(BUCKETS),
    fingerprints: z
      .base64()
      .length(Math.ceil((BUCKETS * SIZE) / 3) * 4)
      .describe("Base64 of 4096 times 16 bytes; zeros stand for an empty bucket"),
  })
  .meta({
    title: "Digest",
    examples: [{ epoch: "6f1c2a9e4b7d4c53", next: 41, buckets: BUCKETS, fingerprints: packFingerprints([]) }],
  });

/** What `GET /discal/v1/digest/{bucket}` answers: all that a bucket holds. */
export const bucketAnswer = z
  .object({
    epoch,
    bucket: z
      .int()
      .min(0)
      .max(BUCKETS - 1)
      .describe("First 12 bits of SHA-256 of the UID"),
    items: z.array(marked),
  })
  .meta({
    title: "Bucket of a digest",
    examples: [
      {
        epoch: "6f1c2a9e4b7d4c53",
        bucket: 2478,
        items: [{ uid: "picnic@a.example", versions: [exampleMark] }],
      },
    ],
  });

/** Fingerprints of 32 hex, "" for an empty bucket, as they go over the wire. */
export function packFingerprints(fingerprints: readonly string[]): string {
  const hex = Array.from({ length: BUCKETS }, (_, bucket) => fingerprints[bucket] || NOTHING).join("");
  return Buffer.from(hex, "hex").toString("base64");
}

/** The other way round. Throws a DomainError `invalid` where they are not 4096. */
export function unpackFingerprints(text: string): readonly string[] {
  const hex = Buffer.from(text, "base64").toString("hex");
  if (hex.length !== BUCKETS * 2 * SIZE)
    throw new DomainError(
      "invalid",
      `A digest has ${BUCKETS} fingerprints of ${SIZE} bytes, this one has not.`,
    );
  return Array.from({ length: BUCKETS }, (_, bucket) => {
    const fingerprint = hex.slice(bucket * 2 * SIZE, (bucket + 1) * 2 * SIZE);
    return fingerprint === NOTHING ? "" : fingerprint;
  });
}
