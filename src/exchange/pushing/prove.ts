import { DomainError } from "../../core/model/domain-error.ts";
import type { Store } from "../../store/contract.ts";
import { mayBeOutdated, type Verifier } from "../../wire/signer.ts";
import type { Renewal } from "../keys/ask-keys.ts";
import type { Limiter } from "../limiter.ts";
import type { Self } from "../self.ts";
import { type Claim, refusal } from "./claim.ts";
import { meantFor } from "./misdirected.ts";

/** What it takes to check a signature. */
export interface Prover {
  readonly self: Self;
  readonly store: Store;
  readonly verifier: Verifier;
  /** How often a sender makes this node do what costs much and only tells what went wrong. */
  readonly enquiries: Limiter;
}

/** By which key a push should be signed. */
interface Expected {
  readonly fingerprint: string;
  readonly certificate: string;
  /** Asks for a newer certificate; its subkey may be a new one. */
  readonly renew?: () => Promise<Renewal>;
  /** As in `SignedRequest`. */
  readonly host?: string | null;
}

/** Was it signed by this key, and comes for the first time? Throws as `authenticate` does. */
export async function prove(
  door: Prover,
  check: Claim,
  { renew = async () => null, host = null, ...key }: Expected,
  now: number,
): Promise<void> {
  const { store, verifier } = door;
  if (check.fingerprint !== key.fingerprint) {
    throw refusal(
      "unknown-key",
      `${check.sender} is known by the key ${key.fingerprint}, this push names ${check.fingerprint}.`,
    );
  }
  let verified = await verifier.verify(check.text, check.signature, key, now);
  if (mayBeOutdated(verified)) {
    const newer = await renew();
    if (newer === "later") throw askedLately(check.sender);
    if (newer !== null) verified = await verifier.verify(check.text, check.signature, newer, now);
  }
  if (!verified.ok && verified.fault === "wrong-signature" && door.enquiries(check.sender, now).allowed) {
    const recipient = await meantFor(door, check, host, key, now);
    if (recipient !== null) throw wrongRecipient(recipient, door.self.url);
  }
  if (!verified.ok) throw refusal(verified.fault, verified.reason);
  if (!(await store.useNonce(`${key.fingerprint}:${check.nonce}`, check.expires, now))) {
    throw refusal("replayed", "This very push has come before: its nonce is used.");
  }
}

/** It may be a new subkey: who has one is not to be turned away for good. */
function askedLately(sender: string): DomainError {
  return new DomainError(
    "unavailable",
    `The signature is by a key that is not known here, and ${sender} was asked for its keys not long ago: push again later.`,
    { fault: "unknown-key", seconds: 600 },
  );
}

function wrongRecipient(meant: string, own: string): DomainError {
  return refusal(
    "wrong-recipient",
    `This push is signed for ${meant}, but this node is ${own}: its sender must know it by that address.`,
  );
}
