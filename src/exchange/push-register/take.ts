import type { Log } from "../../core/model/log.ts";
import type { NewNotice } from "../../core/model/notice.ts";
import type { Registration } from "../../core/model/registration.ts";
import type { Store } from "../../store/contract.ts";
import { forgetOlder } from "./newest.ts";

interface Taker {
  readonly store: Pick<Store, "registrations" | "registry">;
  readonly clock: () => number;
  readonly log: Log;
}

/** Takes over what the other site says of a request; people are told where it is not pushed to us any more. */
export async function take(
  { store, clock, log }: Taker,
  id: string,
  told: Pick<Registration, "state" | "leaseUntil" | "reason">,
): Promise<Registration | null> {
  const before = await store.registrations.find("out", id);
  // It may have been taken back while the other site was asked.
  if (before === null || before.state === "gone") return null;
  const { state, leaseUntil, reason } = before;
  if (state === told.state && leaseUntil === told.leaseUntil && reason === told.reason) return before;
  const isNews = state !== told.state;
  const after = { ...before, ...told, changedAt: isNews ? clock() : before.changedAt };
  const site = await store.registry.byUrl(before.site);
  await forgetOlder(store, before);
  await store.registrations.save(after, isNews ? noticesOf(after, site?.id ?? null) : []);
  log.info({ site: before.site, state: told.state, reason: told.reason }, "a request to another node");
  // What it changed between the first poll and its first push comes by one more poll.
  if (isNews && told.state === "active" && site !== null && site.poll !== null)
    await store.registry.pollSoon(site.id, clock());
  return after;
}

function noticesOf({ site, state, reason }: Registration, siteId: number | null): readonly NewNotice[] {
  if (state === "active" || state === "awaiting-approval" || state === "gone") return [];
  const why = reason === "" ? "" : `: ${reason}`;
  const text = `${new URL(site).host} does not push to this node: the request is ${state}${why}.`;
  return [{ kind: "registration", uid: null, siteId, text }];
}
