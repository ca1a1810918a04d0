import { hash } from "node:crypto";
import { judge, judgeAbsence } from "../../src/core/reconcile/judge.ts";
import { leads } from "../../src/core/reconcile/leads.ts";
import type { Peer } from "./exchange.ts";
import { take, type Disk } from "./honest.ts";
import { write } from "./writing.ts";

/** What a plain feed says of a UID. */
export interface Saying {
  readonly content: string;
  readonly sequence: number;
  readonly status?: "cancelled";
}

/** A feed of a site that knows nothing of revisions. */
export interface PlainFeed {
  readonly id: number;
  readonly says: Map<string, Saying>;
}

/** The feeds that one node polls, in the order of its configuration. */
export interface Subscriptions {
  readonly feeds: readonly PlainFeed[];
}

/** One poll of a feed, judged as production nodes judge it; does it change anything? */
export function pollFeed(peer: Peer, { feeds }: Subscriptions, feed: PlainFeed, now: number): boolean {
  const { disk } = peer;
  let changed = false;
  const sites = feeds.map(({ id }, position) => ({ id, kind: "feed" as const, position, enabled: true }));
  for (const [uid, saying] of feed.says) {
    sight(disk, uid, feed.id, null);
    const isLead = leads(feed.id, disk.sightings.get(uid) ?? [], sites);
    changed = pollOne(peer, feed, { uid, saying, isLead, now: now + peer.skew }) || changed;
  }
  for (const [uid, sighted] of disk.sightings) {
    const shown = sighted.some(({ siteId, missingSince }) => siteId === feed.id && missingSince === null);
    if (!shown || feed.says.has(uid)) continue;
    sight(disk, uid, feed.id, now);
    const name = `${feed.id} ${uid}`;
    const memory = disk.memories.get(name);
    const after = memory === undefined ? null : judgeAbsence(memory);
    if (after !== null) disk.memories.set(name, after);
  }
  return changed;
}

function pollOne(
  { disk, host }: Peer,
  feed: PlainFeed,
  given: { readonly uid: string; readonly saying: Saying; readonly isLead: boolean; readonly now: number },
): boolean {
  const { uid, saying, isLead, now } = given;
  const name = `${feed.id} ${uid}`;
  const source = hash("sha256", `https://feed${feed.id}.example/`).slice(0, 16);
  const minted = (revision: number) => write({ uid, ...saying, revision, hop: 1, host, by: "feed", source });
  const version = minted(1);
  const judgement = judge({
    memory: disk.memories.get(name) ?? null,
    state: disk.objects.get(uid)?.state ?? null,
    observed: { digest: version.digest, sequence: saying.sequence, lastModified: "" },
    version,
    revised: false,
    withdrawn: false,
    leads: isLead,
    leadPolicy: "person",
    source,
    now,
  });
  if (judgement.memory !== null) disk.memories.set(name, judgement.memory);
  if (judgement.action === "merge") return take(disk, version) || judgement.memory !== null;
  if (judgement.action === "mint" && judgement.revision !== null)
    return take(disk, minted(judgement.revision));
  return judgement.memory !== null;
}

function sight(disk: Disk, uid: string, siteId: number, missingSince: number | null): void {
  const others = (disk.sightings.get(uid) ?? []).filter((sighted) => sighted.siteId !== siteId);
  disk.sightings.set(uid, [...others, { siteId, missingSince }]);
}
