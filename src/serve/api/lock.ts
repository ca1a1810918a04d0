import { DomainError } from "../../core/model/domain-error.ts";
import type { Commons } from "../../store/contract.ts";

/**
 * The revision that `If-Match` names (RFC 9110, section 13.1.1), which a change is then made from: undefined where
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
  const revision = stored.winner?.revision;
  const wanted = ifMatch.split(",").map((tag) => tag.trim());
  if (revision !== undefined && wanted.some((tag) => tag === "*" || tag === `"${revision}"`)) return revision;
  throw new DomainError(
    "stale",
    `If-Match asks for ${ifMatch.slice(0, 60)}, but the event stands at ${revision === undefined ? "no revision" : `"${revision}"`}: get it again, and change that.`,
  );
}
