import type { ClassState, ObjectState, Version } from "../model/version.ts";
import { uidFingerprint } from "../model/uid.ts";
import { byRank } from "./rank.ts";

/**
 * The one version that is published, shown and revised (protocol, section 4). Of a self-certifying UID only the
 * signed class can win: null where none is known.
 */
export function winner(state: ObjectState): Version | null {
  const versions = governing(state)?.versions ?? [];
  return versions.toSorted(byRank)[0] ?? null;
}

/** The class that decides for this UID: signed where the UID names a key, else open. */
export function governing(state: ObjectState): ClassState | null {
  return uidFingerprint(state.uid) === null ? state.open : state.signed;
}

/** The least hop of the versions of a UID that may win: what filters look at (protocol, section 8). */
export function leastHop(state: ObjectState): number {
  return Math.min(...(governing(state)?.versions ?? []).map(({ hop }) => hop));
}

/** Rivals that wait for a person: several versions at the top, not all of them minted from feeds. */
export function inConflict(state: ObjectState): boolean {
  const versions = governing(state)?.versions ?? [];
  return versions.length > 1 && versions.some((version) => version.by === "person");
}
