import type { Registration } from "../../core/model/registration.ts";
import { leaseAfter, LONGEST_LEASE } from "../../core/reconcile/lease.ts";
import type { Registrations } from "../../store/registrations.ts";
import { PATHS } from "../self.ts";

/** Where a peer is pushed to, and how. */
export interface PushTarget {
  readonly url: string;
  /** The token that the peer gave for it, of which its callback has the origin; null: by OpenPGP signature. */
  readonly bearer: string | null;
}

/** Where a peer is pushed to: as it asked for it itself, else at its usual door. */
export async function pushTarget(registrations: Registrations, peer: string): Promise<PushTarget> {
  const asked = await activeOf(registrations, peer);
  return asked === undefined
    ? { url: `${peer}${PATHS.enterEvent}`, bearer: null }
    : { url: asked.callback, bearer: asked.credential };
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
