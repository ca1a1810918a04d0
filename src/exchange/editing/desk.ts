import { DomainError } from "../../core/model/domain-error.ts";
import { matterFrom, type Matter } from "../../sinks/matter.ts";
import type { ConflictQuery } from "../../store/commons.ts";
import type { Store } from "../../store/contract.ts";
import { authorOf } from "./author-of.ts";

type Desk = Pick<Store, "commons" | "registry">;

/** What waits for a person, a page of it by UID; `next` is the UID to go on after, null on the last page. */
export async function waitingMatters(
  desk: Desk,
  query: ConflictQuery,
): Promise<{ readonly matters: readonly Matter[]; readonly next: string | null }> {
  const uids = await desk.commons.waiting({ ...query, limit: query.limit + 1 });
  const sites = await desk.registry.all();
  const author = authorOf(sites);
  const matters: Matter[] = [];
  for (const uid of uids.slice(0, query.limit)) {
    const stored = await desk.commons.get(uid);
    if (stored !== null) matters.push(matterFrom(stored, sites, author));
  }
  return { matters, next: uids.length > query.limit ? (uids[query.limit - 1] ?? null) : null };
}

/** What waits of one event, also where nothing does. Throws a DomainError `not-found`. */
export async function matterOf(desk: Desk, uid: string): Promise<Matter> {
  const stored = await desk.commons.get(uid);
  if (stored === null)
    throw new DomainError("not-found", `This node knows no event “${uid.slice(0, 80)}”.`, {
      parameter: "uid",
    });
  const sites = await desk.registry.all();
  return matterFrom(stored, sites, authorOf(sites));
}
