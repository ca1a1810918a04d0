import { hash } from "node:crypto";
import { byBytes } from "./digests.ts";

export function bucketOf(uid: string): number {
  return Number.parseInt(hash("sha256", uid).slice(0, 3), 16);
}

/** What a digest says of one version (PROTOCOL.md, section 8). */
export interface Listed {
  readonly uid: string;
  readonly class: "signed" | "open";
  readonly revision: number;
  readonly digest: string;
  readonly c1: string;
  readonly reviseUrl: string;
}

/** Fingerprint of what is in a bucket: 32 hex, zeros where it is empty. */
export function fingerprintOf(versions: readonly Listed[]): string {
  if (versions.length === 0) return "0".repeat(32);
  const lines = versions.map(
    (each) => `${[each.uid, each.class, each.revision, each.digest, each.c1, each.reviseUrl].join("\t")}\n`,
  );
  return hash("sha256", byBytes(lines).join("")).slice(0, 32);
}

/** All 4096 in one text, as `digest` gives them. */
export function fingerprintsOf(versions: readonly Listed[]): string {
  const buckets = Map.groupBy(versions, ({ uid }) => bucketOf(uid));
  const hex = Array.from({ length: 4096 }, (_, bucket) => fingerprintOf(buckets.get(bucket) ?? []));
  return Buffer.from(hex.join(""), "hex").toString("base64");
}
