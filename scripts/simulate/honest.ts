import type { SourceMemory } from "../../src/core/model/source.ts";
import type { ObjectState, Version } from "../../src/core/model/version.ts";
import { bucketFingerprint, bucketOf } from "../../src/core/reconcile/digest-buckets.ts";
import { lacks, sendHop, type PeerCopy } from "../../src/core/reconcile/forward.ts";
import { merge } from "../../src/core/reconcile/merge.ts";
import { governing } from "../../src/core/reconcile/winner.ts";
import { learnCopy } from "../../test/support/peer-copies.ts";

/** Most versions of one batch. */
const MOST = 50;

/** What a feed of this node showed of a UID, and how it stands with it now. */
export interface Sighted {
  readonly siteId: number;
  readonly missingSince: number | null;
}

/** All that a node has on its disk. */
export interface Disk {
  /** A new one where a backup was restored. */
  epoch: number;
  seq: number;
  readonly objects: Map<string, Known>;
  /** The change log, one entry for each number: the UID that it was given to. */
  readonly log: string[];
  /** What each peer is known to have, by UID. */
  readonly copies: Map<number, Map<string, readonly PeerCopy[]>>;
  /** How far each peer is in this node's changes. */
  readonly cursors: Map<number, number>;
  /** How far this node is in each peer's changes, and of which epoch. */
  readonly pulls: Map<number, { readonly epoch: number; readonly seq: number }>;
  /** By feed and UID. */
  readonly memories: Map<string, SourceMemory>;
  readonly sightings: Map<string, readonly Sighted[]>;
}

/** What is known of a UID, and when in the change log that changed last. */
export interface Known {
  readonly state: ObjectState;
  readonly seq: number;
}

export interface Batch {
  readonly versions: readonly Version[];
  readonly upTo: number;
}

export function emptyDisk(): Disk {
  return {
    epoch: 0,
    seq: 0,
    objects: new Map(),
    log: [],
    copies: new Map(),
    cursors: new Map(),
    pulls: new Map(),
    memories: new Map(),
    sightings: new Map(),
  };
}

/** As it stands now, for a backup. Values are never changed in place, so that maps need only be copied. */
export function backup(disk: Disk): Disk {
  return {
    ...disk,
    objects: new Map(disk.objects),
    log: [...disk.log],
    copies: new Map([...disk.copies].map(([peer, byUid]) => [peer, new Map(byUid)])),
    cursors: new Map(disk.cursors),
    pulls: new Map(disk.pulls),
    memories: new Map(disk.memories),
    sightings: new Map(disk.sightings),
  };
}

/** Merges a version; does it change anything? */
export function take(disk: Disk, version: Version): boolean {
  const before = disk.objects.get(version.uid)?.state ?? null;
  const merged = merge(before, version);
  if (!merged.changed) return false;
  disk.seq = disk.log.push(version.uid);
  disk.objects.set(version.uid, { state: merged.state, seq: disk.seq });
  return true;
}

export function learnOf(disk: Disk, peer: number, version: Version, hop: number): void {
  const byUid = disk.copies.get(peer) ?? new Map<string, readonly PeerCopy[]>();
  disk.copies.set(peer, byUid);
  byUid.set(version.uid, learnCopy(byUid.get(version.uid) ?? [], version, Math.max(0, hop)));
}

/** What a peer lacks after its cursor, hops counted; null where it lacks nothing. */
export function nextBatch(disk: Disk, peer: number): Batch | null {
  const cursor = disk.cursors.get(peer) ?? 0;
  if (cursor >= disk.seq) return null;
  const versions: Version[] = [];
  let upTo = disk.seq;
  for (const [uid, { state, seq }] of changesAfter(disk, cursor)) {
    if (versions.length >= MOST) {
      upTo = seq - 1;
      break;
    }
    const has = disk.copies.get(peer)?.get(uid) ?? [];
    for (const version of standing(state).filter((one) => lacks(has, one))) {
      versions.push({ ...version, hop: sendHop(version) ?? version.hop });
    }
  }
  if (versions.length > 0) return { versions, upTo };
  disk.cursors.set(peer, upTo);
  return upTo < disk.seq ? nextBatch(disk, peer) : null;
}

/** Objects that changed after a number, each once, the oldest change first. */
export function changesAfter(disk: Disk, cursor: number): readonly (readonly [string, Known])[] {
  return disk.log.slice(cursor).flatMap((uid, n) => {
    const known = disk.objects.get(uid);
    return known?.seq === cursor + n + 1 ? [[uid, known] as const] : [];
  });
}

export function standing(state: ObjectState): readonly Version[] {
  return governing(state)?.versions ?? [];
}

/** The fingerprint of each bucket in which something stands. */
export function fingerprints(disk: Disk): ReadonlyMap<number, string> {
  const stands = [...disk.objects].map(([uid, { state }]) => ({ uid, versions: standing(state) }));
  const buckets = Map.groupBy(stands, ({ uid }) => bucketOf(uid));
  return new Map(
    [...buckets]
      .map(([bucket, objects]) => [bucket, bucketFingerprint(objects)] as const)
      .filter(([, fingerprint]) => fingerprint !== ""),
  );
}

/** All of them as one text. */
export function digestOf(disk: Disk): string {
  return [...fingerprints(disk)]
    .sort(([a], [b]) => a - b)
    .map(([bucket, fingerprint]) => `${bucket} ${fingerprint}`)
    .join("\n");
}
