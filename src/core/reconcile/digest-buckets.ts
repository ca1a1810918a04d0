import { hash } from "node:crypto";

/** Into so many parts a node's state is divided to be compared (protocol, section 7). */
export const BUCKETS = 4096;

/** The bucket of a UID: the first 12 bits of its SHA-256. */
export function bucketOf(uid: string): number {
  return Number.parseInt(hash("sha256", uid).slice(0, 3), 16);
}
