import type { Version } from "../core/model/version.ts";
import type { StoredObject } from "../store/commons.ts";
import { instantOf } from "./instant.ts";
import { versionJson } from "./version-json.ts";

/** What became of an event; `not published`: only versions are known that its key did not sign. */
export type PublicationState = "published" | "cancelled" | "deleted" | "not published";

/** The JSON of what is known of one UID, without its versions and happenings. */
export function objectJson(
  { uid, winner, shown, admitted, state, changedAt, sightings, overlay }: StoredObject,
  siteName: (id: number) => string,
) {
  return {
    uid,
    state: publicationState(winner),
    changed: instantOf(changedAt),
    revision: winner?.revision ?? null,
    winner: winner && versionJson(winner),
    conflict: winner !== null && (state[winner.class]?.versions.length ?? 0) > 1,
    shown: shown !== null && !shown.deleted,
    admitted,
    shown_otherwise: overlay !== null,
    sightings: sightings.map(({ siteId, hop, firstSeen, missingSince }) => ({
      site: siteName(siteId),
      hop,
      first_seen: instantOf(firstSeen),
      missing_since: instantOf(missingSince),
    })),
  };
}

/** What became of an event whose published version is this one. */
export function publicationState(winner: Version | null): PublicationState {
  if (winner === null) return "not published";
  return winner.deleted ? "deleted" : winner.cancelled ? "cancelled" : "published";
}

/** The versions that stand: of both classes, each at its highest revision. */
export function standingVersions({ state }: Pick<StoredObject, "state">): readonly Version[] {
  return [state.signed, state.open].flatMap((each) => each?.versions ?? []);
}
