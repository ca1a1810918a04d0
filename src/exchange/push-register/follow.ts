import { DomainError } from "../../core/model/domain-error.ts";
import type { Log } from "../../core/model/log.ts";
import type { Registration } from "../../core/model/registration.ts";
import type { Send } from "../../net/send.ts";
import type { Store } from "../../store/contract.ts";
import { sealedAs } from "../../store/registrations.ts";
import type { Vault } from "../../wire/vault.ts";
import type { ErrandHandler } from "../errands.ts";
import type { Random } from "../random.ts";
import { PATHS, type Self } from "../self.ts";
import { nextLook } from "./next-look.ts";
import { isNewest } from "./newest.ts";
import { type RequestDesk, requestDesk } from "./request-desk.ts";
import { putDown } from "./put-down.ts";
import { requestBody, sha256 } from "./request.ts";
import { take } from "./take.ts";

const DAY = 86_400_000;

/** What an errand needs beside the registration that it follows. */
export interface FollowPayload {
  /** Of the other site, as it named it. */
  readonly endpoint: string;
  /** The token that is given in the request, sealed; forgotten once the other site has confirmed that it has it. */
  readonly bearer: string | null;
}

export interface Follower {
  readonly self: Self;
  readonly store: Store;
  readonly vault: Vault;
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
  const endpoint = endpointOf(registration, payload);
  const there = requestDesk(node, endpoint, id);
  if (registration.state === "gone") {
    await there.withdraw();
    return void (await node.store.registrations.remove("out", id));
  }
  // A newer one to the same site is followed in its place.
  if (!(await isNewest(node.store, registration))) return;
  const status = await there.status();
  if (status === null) return ask(node, registration, { ...payload, endpoint }, there);
  const now = node.clock();
  const { state, reason } = status;
  const leaseUntil = status.leaseUntil === null ? null : Date.parse(status.leaseUntil);
  const followed = await take(node, registration.id, { state, leaseUntil, reason });
  if (followed === null) return;
  const due = nextLook(followed, status.lease * 1000, now);
  if (due === null) {
    await there.renew();
    throw notYet(endpoint, "renewed the lease");
  }
  const next: FollowPayload = { endpoint, bearer: null };
  await node.store.errands.add({ kind: "register", subject: id, payload: next }, now, due);
}

/** As the site named it; where it has moved since, its usual one: nothing is said to whoever has the old address now. */
function endpointOf({ site }: Registration, { endpoint }: FollowPayload): string {
  return new URL(endpoint).origin === site ? endpoint : `${site}${PATHS.pushRegister}`;
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

/** Sends the request itself: the other site knows nothing of it yet, or has not verified it. */
async function ask(
  node: Follower,
  registration: Registration,
  { endpoint, bearer: sealed }: FollowPayload,
  there: RequestDesk,
): Promise<void> {
  const { host } = new URL(endpoint);
  const expire = async (why: string) =>
    void (await take(node, registration.id, {
      state: "expired",
      leaseUntil: null,
      reason: `${host} ${why}`,
    }));
  const bearer = sealed === null ? null : node.vault.open(sealed, sealedAs(registration));
  if (registration.credential !== null && bearer === null) {
    await expire("does not know it any more, and its token is not kept: it is asked anew");
    return void (await putDown(node, { ...registration, endpoint, proof: "bearer" }));
  }
  const body = requestBody(registration, node.self.url, bearer);
  // It names whom it asks: at another address it is another request.
  if (sha256(body) !== registration.request) return expire("has moved since it was asked: ask again");
  await there.ask(body);
  throw notYet(endpoint, "verified the request");
}

/** The other site has taken something down, and does it in its own time. */
function notYet(endpoint: string, what: string): DomainError {
  return new DomainError("unreachable", `${new URL(endpoint).host} has not ${what} yet`);
}
