import { hash } from "node:crypto";
import { filterOf } from "../../config/filter-options.ts";
import { DomainError } from "../../core/model/domain-error.ts";
import { grantedLease, isVerified, leaseAfter } from "../../core/reconcile/lease.ts";
import type { Store } from "../../store/contract.ts";
import { sealedAs } from "../../store/registrations.ts";
import { readMessage } from "../../wire/message.ts";
import {
  type IntentQuery,
  registerRequest,
  registerStatus,
  type RegisterStatus,
} from "../../wire/push-register.ts";
import type { Vault } from "../../wire/vault.ts";
import type { Self } from "../self.ts";
import { type Confirmation, confirmIntent } from "./callback.ts";
import { verificationQueue } from "./queue.ts";
import { tokenOf } from "./target.ts";

const DAY = 86_400_000;
/** Most requests that are kept before they are confirmed; the oldest go first. */
const MOST_UNVERIFIED = 200;

interface Desk {
  readonly self: Pick<Self, "url">;
  readonly store: Pick<Store, "registrations" | "errands">;
  readonly vault: Vault;
  /** Longest lease that this node gives, ms. */
  readonly longest: number;
  readonly clock: () => number;
}

/** Where other sites ask to be pushed to (protocol, section 7). */
export interface Reception {
  /**
   * Puts a request down. Nothing is looked up or asked for it, so that neither the answer nor its time says anything of
   * the site that it names. Throws a DomainError `invalid` for what is no request to this node.
   */
  receive(body: Uint8Array): Promise<void>;
  /** Puts down that a lease is to be renewed, by whoever knows its id; the site is asked anew. */
  renew(id: string): Promise<void>;
  /** Ends it, by whoever knows its id. */
  withdraw(id: string): Promise<void>;
  /** Null where nothing is known, or nothing confirmed: the two cannot be told apart from outside. */
  status(id: string): Promise<RegisterStatus | null>;
  /** Did this node ask another for exactly this? */
  confirm(query: IntentQuery): Promise<Confirmation>;
}

/** The desk at which this node is asked. `announce`: there is work. */
export function reception({ self, store, vault, longest, clock }: Desk, announce: () => void): Reception {
  const { registrations } = store;
  const queue = verificationQueue(store.errands);
  return {
    receive: async (body) => {
      const now = clock();
      const request = readMessage(registerRequest, body, "the request");
      if (request.publisher !== self.url || request.site === self.url)
        throw new DomainError(
          "invalid",
          `This node is ${self.url}: name it as publisher, and yourself as site.`,
        );
      const { registration: id, site, callback, filter, bearer, lease } = request;
      const sha = hash("sha256", body);
      const known = await registrations.find("in", id);
      // An id stands for one request alone: who has got hold of it can change nothing of what was confirmed.
      if (known !== null && known.request !== sha) return;
      const credential =
        typeof bearer === "string" ? vault.seal(bearer, sealedAs({ direction: "in", id })) : null;
      if (known !== null && tokenOf(vault, known) === undefined)
        await registrations.save({ ...known, credential });
      if (known === null) {
        await registrations.forgetUnverified(now - DAY, MOST_UNVERIFIED - 1);
        await registrations.save({
          id,
          direction: "in",
          site,
          callback,
          fingerprint: null,
          filter: filterOf(filter),
          request: sha,
          credential,
          mutual: request.mutual ?? false,
          state: "requested",
          lease: lease * 1000,
          leaseUntil: null,
          createdAt: now,
          changedAt: now,
          reason: "",
        });
      }
      const renewed = known !== null && isVerified(known.state);
      await queue({ id, site, renewed }, now);
      announce();
    },
    renew: async (id) => {
      const known = await registrations.find("in", id);
      if (known === null) return;
      await queue({ id, site: known.site, renewed: isVerified(known.state) }, clock());
      announce();
    },
    withdraw: async (id) => {
      const known = await registrations.find("in", id);
      if (known === null) return;
      if (!isVerified(known.state)) return void (await registrations.remove("in", id));
      const after = leaseAfter(known, "withdrawn", { now: clock(), longest });
      if (after !== null) await registrations.save(after);
    },
    confirm: (query) => confirmIntent(store, query, clock()),
    status: async (id) => {
      const known = await registrations.find("in", id);
      if (known === null || !isVerified(known.state)) return null;
      // As if nothing were known: then it is asked anew.
      if (tokenOf(vault, known) === undefined) return null;
      const { state, leaseUntil, reason } = known;
      return registerStatus.parse({
        registration: id,
        state,
        lease: Math.floor(grantedLease(known, longest) / 1000),
        leaseUntil: leaseUntil === null ? null : new Date(leaseUntil).toISOString(),
        reason,
      });
    },
  };
}
