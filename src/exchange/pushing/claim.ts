import { DomainError } from "../../core/model/domain-error.ts";
import { bodyFault, checkPush, type IncomingPush, type PushCheck } from "../../wire/push.ts";
import type { Incoming } from "../room.ts";
import type { Self } from "../self.ts";

/** A request to a signed endpoint as it comes; headers are null where they are missing. */
export type SignedRequest = Omit<IncomingPush, "recipient" | "recipientKey" | "expectedType" | "now"> & {
  /** Read once it is known who pushes: nobody else is waited for. */
  readonly body: Incoming;
  /** `Host`: never believed, only looked at to tell a sender what went wrong. */
  readonly host: string | null;
};

/** A well-formed push, of which nobody knows yet whether its sender is who it says. */
export type Claim = Extract<PushCheck, { ok: true }>;

/** All checks that need no key; throws as `authenticate` does. */
export function readClaim(self: Self, request: SignedRequest, now: number): Claim {
  const recipient = { recipient: self.url, recipientKey: self.signer.fingerprint };
  const check = checkPush({ ...request, ...recipient, expectedType: "text/calendar", now });
  if (!check.ok) throw refusal(check.fault, check.reason);
  return check;
}

/** What comes with a claim that is proven: nothing but what was signed is read from it. */
export function proven({ envelope }: Claim, { body: { announced, read } }: SignedRequest): Incoming {
  const readSigned = async (): Promise<Uint8Array> => {
    const body = await read();
    const wrong = bodyFault(envelope, body);
    if (wrong !== null) throw refusal(wrong.fault, wrong.reason);
    return body;
  };
  return { announced, read: readSigned };
}

/** Of a push; `fault` is for programs, `reason` for people. */
export function refusal(fault: string, reason: string): DomainError {
  return new DomainError(fault === "wrong-type" ? "unsupported" : "unauthorized", reason, { fault });
}
