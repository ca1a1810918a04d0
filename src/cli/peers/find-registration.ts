import type { Registration } from "../../core/model/registration.ts";
import { isVerified } from "../../core/reconcile/lease.ts";
import { UsageError } from "../exit.ts";

/**
 * The request that a person means by its site's address or host, or by its id: of several of one site the one that its
 * site has confirmed. Null where none fits.
 */
export function registrationThatFits(
  registrations: readonly Registration[],
  wanted: string,
): Registration | null {
  const meant = wanted.toLowerCase().replace(/\/$/, "");
  const found = registrations.filter(({ id, site }) => {
    const { host, hostname } = new URL(site);
    return id === wanted || [site, host, hostname].includes(meant);
  });
  return found.find(({ state }) => isVerified(state)) ?? found[0] ?? null;
}

/** The same; throws a UsageError where none fits. */
export function findRegistration(registrations: readonly Registration[], wanted: string): Registration {
  const one = registrationThatFits(registrations, wanted);
  if (one !== null) return one;
  const hosts = [...new Set(registrations.map(({ site }) => new URL(site).host))];
  throw new UsageError(
    `there is no such request of "${wanted}"; ${hosts.length === 0 ? "there are none" : `there are those of ${hosts.join(", ")}`}`,
  );
}
