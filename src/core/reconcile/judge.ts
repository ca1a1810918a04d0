import type { Observation, SourceMemory } from "../model/source.ts";
import { MAX_NUMBER, type ObjectState, type Version } from "../model/version.ts";
import { governing, winner } from "./winner.ts";

const HOUR = 3_600_000;
const WEEK = 7 * 24 * HOUR;
/** How many of a feed's own digests are remembered per UID. */
const REMEMBERED = 16;
/** A difference that no change in the feed explains is taken for lasting after this many equal polls. */
const LASTING = 3;
/** Stands in the memory for a poll that did not show the UID. */
const ABSENT = "";

/** What a plain feed shows of a UID, and all that the judgement rests on. */
export interface Case {
  readonly memory: SourceMemory | null;
  readonly state: ObjectState | null;
  readonly observed: Observation;
  /** The version as it would enter at first sight. */
  readonly version: Version;
  /** The feed itself carries a valid `X-REVISION`: it speaks DisCal, and is merged like any version. */
  readonly revised: boolean;
  /** The version is the deletion of what this feed showed to the public, and shows as private now. */
  readonly withdrawn: boolean;
  readonly leads: boolean;
  readonly leadPolicy: "source" | "person";
  readonly source: string;
  readonly now: number;
}

export interface Judgement {
  /**
   * `none`: as the winner says; `sight`: another site leads; `merge`: as it came; `mint`: at `revision`;
   * `propose`: a person's winner stands, and is told of the change.
   */
  readonly action: "none" | "sight" | "merge" | "mint" | "propose";
  readonly revision: number | null;
  /** What to remember from now on; null where nothing is to be written. */
  readonly memory: SourceMemory | null;
  readonly reason: string;
}

/**
 * Judges what a plain feed shows of one UID (protocol, section 3). A feed is compared with what *it* said before, not
 * with the stored object, so that feeds which differ for good and stale caches do not fight over revisions.
 */
export function judge(given: Case): Judgement {
  const { memory, observed, state } = given;
  const said = remember(memory, observed);
  const stands = state === null ? null : winner(state);
  if (given.revised) {
    const known = state?.[given.version.class]?.revision ?? -1;
    if (!isNews(memory, observed) && known >= given.version.revision) {
      return outcome("none", said, "already merged");
    }
    return outcome("merge", said, "the feed carries its own revision", given.version.revision);
  }
  if (!given.leads) return outcome("sight", said, "another site leads for this event");
  if (stands === null || (memory === null && stands.digest !== observed.digest)) {
    return firstSight(given, said, stands);
  }
  if (stands.digest === observed.digest) return outcome("none", settle(said), "as the winner says");
  if (given.withdrawn && !stands.deleted && isNews(memory, observed)) return withdrawal(given, said);
  // What became private again must not stay public while it is watched whether that lasts.
  if (given.version.deleted || isChange(memory, observed)) return change(given, said, stands);
  return lastingDifference(given, said, stands);
}

/** What to remember once a feed shows a UID no more; null where that is known. Absence and return are changes. */
export function judgeAbsence(memory: SourceMemory): SourceMemory | null {
  if (memory.digests.at(-1) === ABSENT) return null;
  return { ...memory, digests: [...memory.digests, ABSENT].slice(-REMEMBERED), pending: 0 };
}

function firstSight(given: Case, said: Said, stands: Version | null): Judgement {
  if (stands?.by === "person" && stands.revision <= given.version.revision) {
    return outcome("propose", said, "a person's version stands against what the feed shows");
  }
  return outcome("merge", said, "first sight in this feed", given.version.revision);
}

/**
 * What a feed has made private federates as a delete (protocol, section 1), also where a person had changed it since:
 * whose event it is decides who may see it. Once; who restores it then has decided otherwise.
 */
function withdrawal(given: Case, said: Said): Judgement {
  const revision = nextRevision(given.state);
  if (revision === null) return outcome("none", said, "the highest revision is reached");
  return outcome("mint", said, "the feed made it private", revision);
}

/** The feed says something that it never said before. */
function change(given: Case, said: Said, stands: Version): Judgement {
  const revision = nextRevision(given.state);
  if (revision === null) return outcome("none", said, "the highest revision is reached");
  // What a person has deleted no feed brings back, whoever leads: a tombstone stays.
  if (stands.by === "person" && (stands.deleted || given.leadPolicy !== "source")) {
    return outcome("propose", said, "the feed changed, but a person's version stands", revision);
  }
  return outcome("mint", said, "the feed changed", revision);
}

/**
 * The feed says what it said before, and the winner says something else: a stale cache, another poller's newer view,
 * or what a dead poller left behind. Only the last is to be repaired, so only a difference that lasts is.
 */
function lastingDifference(given: Case, said: Said, stands: Version): Judgement {
  const own = stands.by === "feed" && stands.source === given.source;
  if (!own || isNewer(stands, given.observed))
    return outcome("none", settle(said), "the winner is from elsewhere");
  const pending = said.memory.pending + 1;
  const counted = { changed: true, memory: { ...said.memory, pending } };
  const revision = nextRevision(given.state);
  if (pending < LASTING || given.now < said.memory.waitUntil || revision === null) {
    return outcome("none", counted, "differs from the winner; waiting whether it lasts");
  }
  const wait = Math.min(said.memory.wait * 2, WEEK);
  const memory = { ...said.memory, pending: 0, waitUntil: given.now + said.memory.wait, wait };
  return outcome("mint", { changed: true, memory }, "a difference to the winner that lasted", revision);
}

interface Said {
  readonly changed: boolean;
  readonly memory: SourceMemory;
}

function remember(memory: SourceMemory | null, { digest, sequence, lastModified }: Observation): Said {
  if (memory === null) {
    const fresh = { digests: [digest], sequence, lastModified, pending: 0, waitUntil: 0, wait: HOUR };
    return { changed: true, memory: fresh };
  }
  const repeated = memory.digests.at(-1) === digest;
  if (repeated && memory.sequence === sequence && memory.lastModified === lastModified) {
    return { changed: false, memory };
  }
  const digests = repeated ? memory.digests : [...memory.digests, digest].slice(-REMEMBERED);
  const pending = repeated ? memory.pending : 0;
  return { changed: true, memory: { ...memory, digests, sequence, lastModified, pending } };
}

/** Nothing is waited for any more. */
function settle(said: Said): Said {
  return said.memory.pending === 0 ? said : { changed: true, memory: { ...said.memory, pending: 0 } };
}

function outcome(
  action: Judgement["action"],
  { changed, memory }: Said,
  reason: string,
  revision: number | null = null,
): Judgement {
  return { action, revision, memory: changed ? memory : null, reason };
}

function isNews(memory: SourceMemory | null, observed: Observation): boolean {
  return memory?.digests.at(-1) !== observed.digest;
}

function isChange(memory: SourceMemory | null, observed: Observation): boolean {
  if (memory === null) return true;
  return !memory.digests.includes(observed.digest) && !isNewer(memory, observed);
}

/** Is `a` newer than `b` by (SEQUENCE, LAST-MODIFIED)? */
function isNewer(
  a: { readonly sequence: number; readonly lastModified: string },
  b: { readonly sequence: number; readonly lastModified: string },
): boolean {
  return a.sequence > b.sequence || (a.sequence === b.sequence && a.lastModified > b.lastModified);
}

function nextRevision(state: ObjectState | null): number | null {
  const highest = (state === null ? null : governing(state))?.revision ?? 0;
  return highest >= MAX_NUMBER ? null : highest + 1;
}
