import type { Version } from "../../src/core/model/version.ts";
import type { PeerCopy } from "../../src/core/reconcile/forward.ts";

/** What a peer is known to have, once it is known to have this, too; the same list where that is nothing new. */
export function learnCopy(has: readonly PeerCopy[], version: Version, hop: number): readonly PeerCopy[] {
  const { class: versionClass, revision, digest, c1, signedAt } = version;
  const ofClass = has.filter((copy) => copy.class === versionClass);
  if (ofClass.some((copy) => copy.revision > revision)) return has;
  const same = ofClass.find((copy) => copy.revision === revision && copy.digest === digest);
  const isNewer = (signedAt ?? 0) > (same?.signedAt ?? 0);
  if (same !== undefined && same.c1 === c1 && same.hop <= hop && !isNewer) return has;
  const kept = has.filter(
    (copy) => copy.class !== versionClass || (copy.revision === revision && copy !== same),
  );
  return [...kept, { class: versionClass, revision, digest, c1, hop, signedAt }];
}
