import { hash } from "node:crypto";
import { sortByBytes } from "../ical/byte-order.ts";
import type { Version } from "../model/version.ts";

/** Into so many parts a node's state is divided to be compared (protocol, section 7). */
export const BUCKETS = 4096;

/** The bucket of a UID: the first 12 bits of its SHA-256. */
export function bucketOf(uid: string): number {
  return Number.parseInt(hash("sha256", uid).slice(0, 3), 16);
}

/** What a fingerprint covers of one version. */
export type Fingerprinted = Pick<Version, "class" | "revision" | "digest" | "c1" | "reviseUrl">;

/**
 * The fingerprint of what is in one bucket: of each version that stands in the class that can win the line
 * `uid TAB class TAB revision TAB D TAB C1 TAB revise URL`, sorted by bytes, each ended by LF; the first 16 bytes of
 * their SHA-256 in hex (protocol, section 7). "" where there is none.
 */
export function bucketFingerprint(
  objects: Iterable<{ readonly uid: string; readonly versions: readonly Fingerprinted[] }>,
): string {
  const lines: string[] = [];
  for (const { uid, versions } of objects) {
    for (const version of versions) lines.push(lineOf(uid, version));
  }
  return lines.length === 0 ? "" : hash("sha256", sortByBytes(lines).join("")).slice(0, 32);
}

function lineOf(uid: string, version: Fingerprinted): string {
  const { class: versionClass, revision, digest, c1, reviseUrl } = version;
  return `${uid}\t${versionClass}\t${revision}\t${digest}\t${c1}\t${reviseUrl}\n`;
}
