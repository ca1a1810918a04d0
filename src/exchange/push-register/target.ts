import type { Registration } from "../../core/model/registration.ts";
import { leaseAfter, LONGEST_LEASE } from "../../core/reconcile/lease.ts";
import { DomainError } from "../../core/model/domain-error.ts";
import { type Registrations, sealedAs } from "../../store/registrations.ts";
import { isSealed, type Vault } from "../../wire/vault.ts";
import { PATHS } from "../self.ts";

/** Where a peer is pushed to, and how. */
export interface PushTarget {
  readonly url: string;
  /** The token that the peer gave for it, of which its callback has the origin; null: by OpenPGP signature. */
  readonly bearer: string | null;
}

/**
 * Where a peer is pushed to: as it asked for it itself, else at its usual door. Throws a DomainError `unavailable` where the
 * token that it gave cannot be read any more.
 */
export async function pushTarget(
  { store, vault }: { readonly store: { readonly registrations: Registrations }; readonly vault: Vault },
  peer: string,
): Promise<PushTarget> {
  const asked = await activeOf(store.registrations, peer);
  if (asked === undefined) return usualDoor(peer);
  const bearer = tokenOf(vault, asked);
  if (bearer !== undefined) return { url: asked.callback, bearer };
  const { host } = new URL(peer);
  throw new DomainError(
    "unavailable",
    `The token that ${host} gave for pushes cannot be read, as the secret key is another one: put the right file back, or wait until ${host} asks anew.`,
  );
}

/** Where a peer is pushed to that has not asked for it. */
export function usualDoor(peer: string): PushTarget {
  return { url: `${peer}${PATHS.enterEvent}`, bearer: null };
}

/** The token that a site gave, null where it takes signatures; undefined where it cannot be read. */
export function tokenOf(vault: Vault, registration: Registration): string | null | undefined {
  const { credential } = registration;
  if (credential === null || !isSealed(credential)) return credential;
  return vault.open(credential, sealedAs(registration)) ?? undefined;
}

/** A peer answered a push by 410: what it asked for has ended (protocol, section 7). False where it had asked for nothing. */
export async function endRegistration(
  registrations: Registrations,
  peer: string,
  now: number,
): Promise<boolean> {
  const asked = await activeOf(registrations, peer);
  const ended = asked === undefined ? null : leaseAfter(asked, "declined", { now, longest: LONGEST_LEASE });
  if (ended !== null) await registrations.save(ended);
  return ended !== null;
}

async function activeOf(registrations: Registrations, peer: string): Promise<Registration | undefined> {
  return (await registrations.ofSite("in", peer)).find(({ state }) => state === "active");
}
