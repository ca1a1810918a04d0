import type { Site } from "../../core/model/site.ts";
import { leaseStep } from "../../core/reconcile/lease.ts";
import type { Follower } from "./follow.ts";
import { decide, type Registrar } from "./standing.ts";
import { unregister } from "./wish.ts";

/** An operator exchanges nothing more with a site: what it asked is revoked, what was asked of it is taken back. */
export async function partFrom(node: Follower & Registrar, { url }: Pick<Site, "url">): Promise<void> {
  const { registrations } = node.store;
  for (const { id, state } of await registrations.ofSite("in", url))
    if (leaseStep(state, "revoke") !== null) await decide(node, id, "revoke");
  for (const { id, state } of await registrations.ofSite("out", url))
    if (state !== "gone") await unregister(node, id);
}
