import { describe, expect, it } from "vitest";
import type { Registration, RegistrationState } from "../../../../src/core/model/registration.ts";
import {
  isVerified,
  leaseAfter,
  type LeaseDecision,
  type LeaseEvent,
  leaseStep,
  LONGEST_LEASE,
  whyNot,
} from "../../../../src/core/reconcile/lease.ts";

const DAY = 86_400_000;
const NOW = Date.UTC(2026, 2, 16, 12);

const STATES: readonly RegistrationState[] = [
  "requested",
  "verifying",
  "awaiting-approval",
  "active",
  "expired",
  "suspended",
  "gone",
  "revoked",
];

/** By event, what becomes of each state in the order above; "" changes nothing, "+" begins a lease, "-" ends it. */
const EXPECTED: Readonly<Record<LeaseEvent, string>> = {
  verifying: "verifying-|||||||",
  unverified: "requested-|requested-||||||",
  allowed: "active+|active+|active+|active+|active+|suspended+|active+|",
  asked:
    "awaiting-approval-|awaiting-approval-|awaiting-approval-|active+|active+|suspended+|awaiting-approval-|",
  denied: "revoked-|revoked-|revoked-|revoked-|revoked-|revoked-|revoked-|",
  declined: "requested-|requested-|gone-|gone-|gone-|suspended-||",
  withdrawn: "gone-|gone-|gone-|gone-|gone-|suspended-||",
  ended: "|||expired||||",
  approve: "||active+|||||active+",
  suspend: "|||suspended||||",
  resume: "|||||active||",
  revoke: "||revoked-|revoked-|revoked-|revoked-|revoked-|",
};

const MARK = { grant: "+", keep: "", end: "-" } as const;

function registration(state: RegistrationState, given: Partial<Registration> = {}): Registration {
  return {
    id: "Zk3uJm0oT2aXb1qVY5r8Hw",
    direction: "in",
    site: "https://b.example",
    callback: "https://b.example/discal/enter-event",
    fingerprint: null,
    filter: null,
    request: "a".repeat(64),
    credential: null,
    mutual: false,
    state,
    lease: 10 * DAY,
    leaseUntil: NOW + DAY,
    createdAt: NOW - DAY,
    changedAt: NOW - DAY,
    reason: "as it was",
    ...given,
  };
}

describe("a lease", () => {
  it.each(Object.entries(EXPECTED) as [LeaseEvent, string][])(
    "after %s is in each state what it should be",
    (event, row) => {
      const steps = STATES.map((state) => {
        const step = leaseStep(state, event);
        return step === null ? "" : `${step.state}${MARK[step.lease]}`;
      });
      expect(steps).toEqual(row.split("|").map((cell) => cell.trim()));
    },
  );

  it("lasts as long as was asked for, but no longer than the node gives, and never over 30 days", () => {
    const until = (lease: number, longest: number) =>
      leaseAfter(registration("requested", { lease }), "allowed", { now: NOW, longest })?.leaseUntil;
    expect(until(5 * DAY, 10 * DAY)).toBe(NOW + 5 * DAY);
    expect(until(20 * DAY, 10 * DAY)).toBe(NOW + 10 * DAY);
    expect(until(90 * DAY, 90 * DAY)).toBe(NOW + LONGEST_LEASE);
  });

  it.each(STATES)(
    "that is %s is not changed by a verification that fails, once it was confirmed",
    (state) => {
      const failed = leaseAfter(registration(state), "unverified", {
        now: NOW,
        longest: DAY,
        reason: "down",
      });
      if (isVerified(state)) expect(failed).toBeNull();
      else expect(failed).toMatchObject({ state: "requested", leaseUntil: null, reason: "down" });
    },
  );

  it("is renewed from the moment of its verification", () => {
    const renewed = leaseAfter(registration("active"), "asked", { now: NOW, longest: 30 * DAY });
    expect(renewed).toMatchObject({ state: "active", leaseUntil: NOW + 10 * DAY, changedAt: NOW });
  });

  it("that was held until it was over is not taken up by resuming it", () => {
    const resume = (leaseUntil: number | null) =>
      leaseAfter(registration("suspended", { leaseUntil }), "resume", { now: NOW, longest: DAY })?.state;
    expect(resume(NOW + 1)).toBe("active");
    expect(resume(NOW)).toBe("expired");
    expect(resume(null)).toBe("expired");
  });

  it("says why it is where it is, for both sides", () => {
    const reason = (state: RegistrationState, event: LeaseEvent) =>
      leaseAfter(registration(state), event, { now: NOW, longest: DAY })?.reason;
    expect(reason("active", "revoke")).toContain("revoked it");
    expect(reason("awaiting-approval", "revoke")).toContain("refused it");
    expect(reason("active", "declined")).toContain("gone");
    expect(reason("verifying", "denied")).toContain("policy");
    expect(reason("verifying", "allowed")).toBe("");
    expect(reason("suspended", "allowed")).toBe("as it was");
  });

  it("tells an operator why a decision means nothing, and what to do", () => {
    const decisions: readonly LeaseDecision[] = ["approve", "suspend", "resume", "revoke"];
    const refused = STATES.flatMap((state) =>
      decisions
        .filter((decision) => leaseStep(state, decision) === null)
        .map((decision) => [state, decision]),
    );
    expect(refused).toHaveLength(32 - 2 - 1 - 1 - 5);
    for (const [state, decision] of refused as [RegistrationState, LeaseDecision][])
      expect(whyNot(state, decision)).toMatch(/^it/);
    expect(whyNot("requested", "approve")).toContain("has not confirmed it");
    expect(whyNot("suspended", "approve")).toContain("resume");
  });
});
