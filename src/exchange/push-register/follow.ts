import { DomainError } from "../../core/model/domain-error.ts";
import type { Log } from "../../core/model/log.ts";
import type { NewNotice } from "../../core/model/notice.ts";
import type { Registration } from "../../core/model/registration.ts";
import type { Send } from "../../net/send.ts";
import type { Store } from "../../store/contract.ts";
import type { ErrandHandler } from "../errands.ts";
import type { Random } from "../random.ts";
import type { Self } from "../self.ts";
import { forgetOlder, isNewest } from "./newest.ts";
import { type RequestDesk, requestDesk } from "./request-desk.ts";
import { requestBody } from "./request.ts";

const MINUTE = 60_000;
const DAY = 24 * 60 * MINUTE;

/** What an errand needs beside the registration that it follows. */
export interface FollowPayload {
  /** Of the other site, as it named it. */
  readonly endpoint: string;
  /** The token that is given in the request; forgotten once the other site has confirmed that it has it. */
  readonly bearer: string | null;
}

export interface Follower {
  readonly self: Self;
  readonly store: Store;
  readonly send: Send;
  readonly clock: () => number;
  readonly random: Random;
  readonly log: Log;
}

/** Follows what this node asked of others: asks, looks after it, renews it at half of its lease, takes it back. */
export function registerErrands(node: Follower): ErrandHandler {
  return {
    host: ({ payload }) => new URL((payload as FollowPayload).endpoint).host,
    patience: 30 * DAY,
    run: async ({ subject, payload }) => {
      await follow(node, subject, payload as FollowPayload);
      return { state: "done" };
    },
    givenUp: async ({ subject }, reason) => {
      const registration = await node.store.registrations.find("out", subject);
      if (registration === null || registration.state === "gone") return;
      await take(node, registration.id, {
        state: "expired",
        leaseUntil: null,
        reason: `given up: ${reason}`,
      });
    },
  };
}

/**
 * One step of a request to another site; what is to be done next is put down as an errand. Throws a DomainError where
 * the site has not done its part yet: then it is asked again, after ever longer waits.
 */
export async function follow(node: Follower, id: string, payload: FollowPayload): Promise<void> {
  const registration = await node.store.registrations.find("out", id);
  if (registration === null) return;
  const there = requestDesk(node, payload.endpoint, id);
  if (registration.state === "gone") {
    await there.withdraw();
    return void (await node.store.registrations.remove("out", id));
  }
  // A newer one to the same site is followed in its place.
  if (!(await isNewest(node.store, registration))) return;
  const status = await there.status();
  if (status === null) return ask(node, registration, payload, there);
  const now = node.clock();
  const { state, reason } = status;
  const leaseUntil = status.leaseUntil === null ? null : Date.parse(status.leaseUntil);
  const followed = await take(node, registration.id, { state, leaseUntil, reason });
  if (followed === null) return;
  const due = nextLook(followed, status.lease * 1000, now);
  if (due === null) {
    await there.renew();
    throw notYet(payload.endpoint, "renewed the lease");
  }
  await node.store.errands.add(
    { kind: "register", subject: id, payload: { ...payload, bearer: null } },
    now,
    due,
  );
}

/** A site pushes: what was asked of it and is not known to be granted is looked after at once. */
export async function followSoon(
  { registrations, errands }: Pick<Store, "registrations" | "errands">,
  site: string,
  now: number,
): Promise<void> {
  for (const { id, state } of await registrations.ofSite("out", site)) {
    if (state === "active" || state === "gone") continue;
    const errand = await errands.find("register", id);
    if (errand !== null) await errands.add(errand, now);
  }
}

/** When a request is looked after next; null where it is to be renewed now. `lease`: as it is granted, ms. */
function nextLook({ state, leaseUntil, changedAt }: Registration, lease: number, now: number): number | null {
  switch (state) {
    case "active": {
      const half = (leaseUntil ?? 0) - lease / 2;
      return half <= now ? null : Math.min(half, now + DAY);
    }
    case "awaiting-approval":
      return now + Math.min(DAY / 4, Math.max(MINUTE, (now - changedAt) / 4));
    case "suspended":
    case "revoked":
      return now + DAY;
    case "expired":
    case "gone":
    case "requested":
    case "verifying":
      return null;
  }
}

/** Sends the request itself: the other site knows nothing of it yet, or has not verified it. */
async function ask(
  node: Follower,
  registration: Registration,
  { endpoint, bearer }: FollowPayload,
  there: RequestDesk,
): Promise<void> {
  const { host } = new URL(endpoint);
  if (registration.credential !== null && bearer === null) {
    const reason = `${host} does not know it any more, and its token is not kept: ask again`;
    return void (await take(node, registration.id, { state: "expired", leaseUntil: null, reason }));
  }
  await there.ask(requestBody(registration, node.self.url, bearer));
  throw notYet(endpoint, "verified the request");
}

/** The other site has taken something down, and does it in its own time. */
function notYet(endpoint: string, what: string): DomainError {
  return new DomainError("unreachable", `${new URL(endpoint).host} has not ${what} yet`);
}

/** Takes over what the other site says of a request; people are told where it is not pushed to us any more. */
async function take(
  { store, clock, log }: Follower,
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
