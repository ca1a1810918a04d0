import type { Registration, RegistrationState } from "../model/registration.ts";

/** No lease is longer, whatever is asked for, ms (protocol, section 7). */
export const LONGEST_LEASE = 30 * 86_400_000;
/** Where nobody says otherwise, ms. */
export const USUAL_LEASE = 10 * 86_400_000;

/** What happens to a request to be pushed to, at the node that was asked (protocol, section 7). */
export type LeaseEvent =
  | "verifying" // the site and its callback are being asked
  | "unverified" // they did not confirm it
  | "allowed" // they did, and the node's policy takes it
  | "asked" // they did, and an admin is to decide
  | "denied" // they did, and the node's policy refuses it
  | "declined" // the callback answered that it is gone (410)
  | "withdrawn" // the site took it back
  | "ended" // the lease is past
  | "approve" // by an operator, like those that follow
  | "suspend"
  | "resume"
  | "revoke";

/** What an operator decides. */
export type LeaseDecision = Extract<LeaseEvent, "approve" | "suspend" | "resume" | "revoke">;

/** What becomes of a registration. */
export interface LeaseStep {
  readonly state: RegistrationState;
  /** `grant`: a lease begins now; `keep`: as it was; `end`: there is none any more. */
  readonly lease: "grant" | "keep" | "end";
  /** Why, for both sides; null: as it was. */
  readonly reason: string | null;
}

type Row = Readonly<Partial<Record<RegistrationState, LeaseStep>>>;

const to = (state: RegistrationState, lease: LeaseStep["lease"], reason: string | null): LeaseStep => ({
  state,
  lease,
  reason,
});

const granted = to("active", "grant", "");
const waiting = to("awaiting-approval", "end", "");
const unconfirmed = to("requested", "end", null);
const gone = to("gone", "end", "the site has taken it back");
const declined = to("gone", "end", "its callback answered that it is gone");
const refused = to("revoked", "end", "the policy of the node that was asked takes no request of this site");
/** An operator's hold outlives what the site says; only the lease goes on. */
const heldOn = to("suspended", "grant", null);
/** Taken back while it is held: whoever resumes it finds no lease. */
const heldToTheEnd = to("suspended", "end", null);

/**
 * Where it leads; what is missing changes nothing. An approval outlives a lease that has ended, for the site did not
 * take it back; a revocation outlives everything but an approval.
 */
const TABLE: Readonly<Record<LeaseEvent, Row>> = {
  verifying: { requested: to("verifying", "end", null) },
  unverified: { requested: unconfirmed, verifying: unconfirmed },
  allowed: {
    requested: granted,
    verifying: granted,
    "awaiting-approval": granted,
    active: granted,
    expired: granted,
    suspended: heldOn,
    gone: granted,
  },
  asked: {
    requested: waiting,
    verifying: waiting,
    "awaiting-approval": waiting,
    active: granted,
    expired: granted,
    suspended: heldOn,
    gone: waiting,
  },
  denied: {
    requested: refused,
    verifying: refused,
    "awaiting-approval": refused,
    active: refused,
    expired: refused,
    suspended: refused,
    gone: refused,
  },
  declined: {
    requested: unconfirmed,
    verifying: unconfirmed,
    "awaiting-approval": declined,
    active: declined,
    expired: declined,
    suspended: heldToTheEnd,
  },
  withdrawn: {
    requested: gone,
    verifying: gone,
    "awaiting-approval": gone,
    active: gone,
    expired: gone,
    suspended: heldToTheEnd,
  },
  ended: { active: to("expired", "keep", "its lease has ended, and was not renewed") },
  approve: { "awaiting-approval": granted, revoked: granted },
  suspend: { active: to("suspended", "keep", "an operator of the node that was asked has suspended it") },
  resume: { suspended: to("active", "keep", "") },
  revoke: {
    "awaiting-approval": to("revoked", "end", "an operator of the node that was asked has refused it"),
    active: to("revoked", "end", "an operator of the node that was asked has revoked it"),
    expired: to("revoked", "end", "an operator of the node that was asked has revoked it"),
    suspended: to("revoked", "end", "an operator of the node that was asked has revoked it"),
    gone: to("revoked", "end", "an operator of the node that was asked has revoked it"),
  },
};

/** What an event makes of a state; null where it changes nothing. */
export function leaseStep(state: RegistrationState, event: LeaseEvent): LeaseStep | null {
  return TABLE[event][state] ?? null;
}

/**
 * A registration after an event, at the node that was asked; null where the event changes nothing. A lease lasts as
 * long as was asked for, but no longer than `longest`, ms. `reason`: why it was not verified.
 */
export function leaseAfter(
  registration: Registration,
  event: LeaseEvent,
  { now, longest, reason = "" }: { readonly now: number; readonly longest: number; readonly reason?: string },
): Registration | null {
  const step = leaseStep(registration.state, event);
  if (step === null) return null;
  const leaseUntil =
    step.lease === "grant"
      ? now + grantedLease(registration, longest)
      : step.lease === "keep"
        ? registration.leaseUntil
        : null;
  const next = { ...registration, leaseUntil, changedAt: now };
  // What was held until its lease was over is not taken up again by the operator alone.
  if (step.state === "active" && (leaseUntil ?? 0) <= now)
    return { ...next, state: "expired", reason: "its lease ended while it was suspended" };
  return { ...next, state: step.state, reason: step.reason ?? (reason || registration.reason) };
}

/** How long a lease is granted at a time, ms: as was asked for, but no longer than `longest`. */
export function grantedLease({ lease }: Pick<Registration, "lease">, longest: number): number {
  return Math.min(lease, longest, LONGEST_LEASE);
}

/** Why an operator's decision means nothing in this state, and what to do instead; for people. */
export function whyNot(state: RegistrationState, decision: LeaseDecision): string {
  if (state === "requested" || state === "verifying")
    return "its site has not confirmed it yet, and who asked may be somebody else; try again in a minute: it is asked on, and forgotten in a day";
  if (decision === "approve" && state === "suspended") return "it is suspended: resume it";
  if (decision === "approve" && state === "expired")
    return "its lease has ended: its site renews it by itself";
  if (decision === "approve" && state === "gone") return "its site has taken it back, and has to ask anew";
  if (decision === "suspend" && state === "awaiting-approval")
    return "it waits for approval: revoke refuses it";
  if (decision === "resume") return "it is not suspended";
  return `it is ${state} already`;
}

/** Is the request known to come from its site? Only then may anything of it be told to whoever knows its id. */
export function isVerified(state: RegistrationState): boolean {
  return state !== "requested" && state !== "verifying";
}
