import type { Version } from "../model/version.ts";
import { byRank } from "./rank.ts";

/** A version that is kept of an event, standing or past, and how it came. */
export interface Kept {
  readonly version: Version;
  /** The site that it came from; null where it was made here. */
  readonly receivedFrom: number | null;
  /** Never taken. */
  readonly proposed?: boolean;
}

/**
 * What stood before the winner, and says something else: what an undo goes back to. Of rivals the one that won. Null
 * where nothing of the kind is kept.
 */
export function formerVersion(winner: Version, kept: readonly Kept[]): Version | null {
  return newest(takenOf(winner, kept).filter(({ version }) => version.revision < winner.revision));
}

/**
 * What an origin goes back to that refuses the winner: what it wrote last, by a person or from a feed, else what stood
 * before (protocol, section 4, Edit). Null where the winner is its own and nothing rivals it, or nothing is kept.
 */
export function refusedTo(winner: Version, kept: readonly Kept[]): Version | null {
  const isOwn = ({ version, receivedFrom }: Kept) => receivedFrom === null || version.by === "feed";
  const own = kept.filter(({ version }) => version.c1 === winner.c1).some(isOwn);
  if (own) return isRivalled(winner, kept) ? winner : null;
  return newest(takenOf(winner, kept).filter(isOwn)) ?? formerVersion(winner, kept);
}

function isRivalled(winner: Version, kept: readonly Kept[]): boolean {
  return takenOf(winner, kept).some(({ version }) => version.revision === winner.revision);
}

/** The other contents that once counted, in the winner's class. */
function takenOf(winner: Version, kept: readonly Kept[]): readonly Kept[] {
  return kept.filter(
    ({ version, proposed = false }) =>
      !proposed &&
      version.class === winner.class &&
      version.digest !== winner.digest &&
      version.text !== "" &&
      version.revision <= winner.revision,
  );
}

function newest(kept: readonly Kept[]): Version | null {
  const versions = kept.map(({ version }) => version);
  return versions.toSorted((a, b) => b.revision - a.revision || byRank(a, b))[0] ?? null;
}
