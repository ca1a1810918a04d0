import { filterWords } from "../config/filter-options.ts";
import type { Registration } from "../core/model/registration.ts";
import { instantOf } from "./instant.ts";

/** The JSON of a request to be pushed to, for admins: who knows its id may end it. Never its token. */
export function registrationJson(registration: Registration) {
  const { id, direction, site, callback, state, reason, fingerprint, mutual, filter, credential } =
    registration;
  return {
    id,
    direction,
    site,
    callback,
    state,
    reason,
    fingerprint,
    proof: credential === null ? ("openpgp" as const) : ("bearer" as const),
    mutual,
    filter: filterWords(filter),
    lease_seconds: Math.floor(registration.lease / 1000),
    lease_until: instantOf(registration.leaseUntil),
    created_at: instantOf(registration.createdAt),
    changed_at: instantOf(registration.changedAt),
  };
}
