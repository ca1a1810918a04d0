import type { MergeVerdict } from "../model/verdict.ts";
import type { ClassState, ObjectState, Version } from "../model/version.ts";
import { joinCopies } from "./copies.ts";
import { byRank } from "./rank.ts";

/** Most rival versions of one revision that are kept: the best by rank. */
const MOST_RIVALS = 16;

/** Said of a version that adds nothing to what is known. */
export const ALREADY_KNOWN = "already known";

/** What joining one version in came to. */
export interface Merged {
  readonly verdict: MergeVerdict;
  /** For logs and for the answer to whoever offered the version. */
  readonly reason: string;
  readonly state: ObjectState;
  /** False where the state is as before, so that nothing is written. */
  readonly changed: boolean;
}

/**
 * Joins one version into what is known of its UID (protocol, section 4). Commutative, associative and idempotent
 * in the state that it leads to, whatever the order, the repetitions and the ways by which versions come.
 */
export function merge(state: ObjectState | null, version: Version): Merged {
  const before = state ?? { uid: version.uid, signed: null, open: null };
  const known = before[version.class];
  if (known === null || version.revision > known.revision) {
    const reason =
      known === null ? "first version seen" : `revision ${version.revision} follows ${known.revision}`;
    return changed("accept", reason, before, version, [version]);
  }
  if (version.revision < known.revision) {
    const reason = `revision ${version.revision} is older than ${known.revision}`;
    return { verdict: "ignore", reason, state: before, changed: false };
  }
  const same = known.versions.find((other) => other.digest === version.digest);
  return same === undefined ? rival(before, known, version) : copy(before, known, same, version);
}

function rival(before: ObjectState, known: ClassState, version: Version): Merged {
  const kept = [...known.versions, version].sort(byRank).slice(0, MOST_RIVALS);
  if (!kept.includes(version)) {
    const reason = `${MOST_RIVALS} better versions of revision ${version.revision} are known`;
    return { verdict: "ignore", reason, state: before, changed: false };
  }
  const reason = `another version of revision ${version.revision} is known`;
  return changed("conflict", reason, before, version, kept);
}

function copy(before: ObjectState, known: ClassState, same: Version, version: Version): Merged {
  const joined = joinCopies(same, version);
  if (joined === same) return { verdict: "ignore", reason: ALREADY_KNOWN, state: before, changed: false };
  const versions = known.versions.map((other) => (other === same ? joined : other));
  return changed("ignore", gained(same, joined), before, version, versions);
}

function gained(same: Version, joined: Version): string {
  if (joined.c1 !== same.c1) return "already known, now in a preferred copy";
  if (joined.text !== same.text) return "already known, now with its text";
  if (joined.signature !== same.signature) return "already known, now with a newer signature";
  return "already known, now with fewer hops";
}

function changed(
  verdict: MergeVerdict,
  reason: string,
  before: ObjectState,
  { class: versionClass, revision }: Version,
  versions: readonly Version[],
): Merged {
  return { verdict, reason, state: { ...before, [versionClass]: { revision, versions } }, changed: true };
}
