import { restoreVersion } from "../../core/ical/restore.ts";
import { DomainError } from "../../core/model/domain-error.ts";
import type { Version } from "../../core/model/version.ts";
import { formerVersion, type Kept, refusedTo } from "../../core/reconcile/former.ts";
import { inConflict } from "../../core/reconcile/winner.ts";
import type { StoredObject } from "../../store/commons.ts";
import { mint, type Reviser } from "./mint.ts";
import { isHere } from "../self.ts";

/**
 * Publishes the content of a past, rival or proposed version anew, as the next revision (protocol, section 4): an undo,
 * or a proposal that is taken. `c1` null: what stood before the winner. Throws a DomainError `not-found` where no such
 * version is kept, `invalid` where it stands already, and as {@link mint} does.
 */
export async function restoreEvent(
  author: Reviser,
  uid: string,
  c1: string | null,
  expected?: number,
): Promise<Version> {
  return mint(author, uid, expected, (stored, made) => {
    const past = c1 === null ? formerOf(stored) : versionBy(stored, c1);
    if (past.digest === stored.winner?.digest && !inConflict(stored.state))
      throw new DomainError("invalid", "This changes nothing: the event says all of it already.");
    return restoreVersion(stored.winner, past, made);
  });
}

/**
 * Takes back what others have made of an event that has its origin here (protocol, section 4, Edit): what was last
 * written here is published anew, else what stood before. Throws a DomainError `forbidden` where this node is not the
 * origin, `not-found` where nothing is to be taken back.
 */
export async function refuseEvent(author: Reviser, uid: string, expected?: number): Promise<Version> {
  return mint(author, uid, expected, (stored, made) => {
    const { winner } = stored;
    if (winner === null || !isHere(author.self, winner.reviseUrl)) {
      throw new DomainError(
        "forbidden",
        "Only the origin of an event refuses a change of it: here it can be undone, which is a change like any other.",
      );
    }
    const former = refusedTo(winner, keptOf(stored));
    if (former !== null) return restoreVersion(winner, former, made);
    throw new DomainError(
      "not-found",
      "Nothing is to be refused: what stands was written here, or no version before it is kept.",
    );
  });
}

/** Any version that is kept of an event, by its digest C1. */
function versionBy(stored: StoredObject, c1: string): Version {
  const found = keptOf(stored).find(({ version }) => version.c1 === c1);
  if (found !== undefined) return found.version;
  throw new DomainError(
    "not-found",
    `No version ${c1.slice(0, 64)} of this event is kept: its history lists those that are.`,
  );
}

/** What an undo goes back to: what was published before. Throws a DomainError `not-found` where that is not kept. */
function formerOf(stored: StoredObject): Version {
  const former = stored.winner === null ? null : formerVersion(stored.winner, keptOf(stored));
  if (former !== null) return former;
  throw new DomainError("not-found", "Nothing is to be undone: no version before this one is kept.");
}

function keptOf({ standing, history }: StoredObject): readonly Kept[] {
  return [...standing, ...history];
}
