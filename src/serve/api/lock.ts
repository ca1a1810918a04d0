import { DomainError } from "../../core/model/domain-error.ts";
import { standOf } from "../../core/reconcile/stand.ts";
import type { Commons, StoredObject } from "../../store/commons.ts";

/**
 * The entity tag of an event: the revision of what is published, null where nothing is. Where rivals stand beside it,
 * they are in the tag, as a change that is made from it ends them all.
 */
export function tagOf({ state }: Pick<StoredObject, "state">): string | null {
  const stand = standOf(state);
  return stand === null ? null : `"${stand}"`;
}

/**
 * The revision whose tag `If-Match` names (RFC 9110, section 13.1.1), which a change is then made from: undefined where
 * nothing is asked for. Throws a DomainError `stale` where another one stands. Whether there is such an event is for
 * the change to say.
 */
export async function lockOf(
  commons: Pick<Commons, "get">,
  uid: string,
  ifMatch: string | null,
): Promise<number | undefined> {
  if (ifMatch === null) return undefined;
  const stored = await commons.get(uid);
  if (stored === null) return undefined;
  const current = tagOf(stored);
  holds(ifMatch, current);
  return stored.winner?.revision;
}

/** Throws a DomainError `stale` where `If-Match` names another tag than the one that stands (null: none does). */
export function holds(ifMatch: string, current: string | null): void {
  const wanted = ifMatch.split(",").map((tag) => tag.trim());
  if (current !== null && wanted.some((tag) => tag === "*" || tag === current)) return;
  throw new DomainError(
    "stale",
    `If-Match asks for ${ifMatch.slice(0, 60)}, but the event stands at ${current ?? "no revision"}: get it again, and change that.`,
  );
}
