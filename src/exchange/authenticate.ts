import { DomainError } from "../core/model/domain-error.ts";
import type { Log } from "../core/model/log.ts";
import type { Site } from "../core/model/site.ts";
import type { Send } from "../net/send.ts";
import type { Store } from "../store/contract.ts";
import { checkPush, type IncomingPush, type PushCheck } from "../wire/push.ts";
import type { Verifier } from "../wire/signer.ts";
import { introduce } from "./introduce.ts";
import type { Self } from "./self.ts";

interface Doorkeeper {
  readonly self: Self;
  readonly store: Store;
  readonly verifier: Verifier;
  readonly send: Send;
  readonly log: Log;
}

/** A request to a signed endpoint as it came; headers are null where they are missing. */
export type SignedRequest = Omit<IncomingPush, "recipient" | "recipientKey" | "expectedType" | "now">;

/**
 * Who pushes? Gives the peer whose pinned key signed exactly this request for exactly this node, once (protocol,
 * section 6). Throws a DomainError with `details.fault`: `unauthorized` (401), `forbidden` (403) where the sender is
 * known but may not push, `too-large` (413), `unsupported` (415).
 */
export async function authenticate(door: Doorkeeper, request: SignedRequest, now: number): Promise<Site> {
  const claim = readClaim(door.self, request, now);
  const peer = await knownPeer(door, claim.sender, now);
  await prove(door, claim, { fingerprint: peer.fingerprint ?? "", certificate: peer.certificate ?? "" }, now);
  return peer;
}

/** A well-formed push, of which nobody knows yet whether its sender is who it says. */
export type Claim = Extract<PushCheck, { ok: true }>;

/** All checks that need no key; throws as {@link authenticate} does. */
export function readClaim(self: Self, request: SignedRequest, now: number): Claim {
  const recipient = { recipient: self.url, recipientKey: self.signer.fingerprint };
  const check = checkPush({ ...request, ...recipient, expectedType: "text/calendar", now });
  if (!check.ok) throw refusal(check.fault, check.reason);
  return check;
}

/** Was it signed by this key, and comes for the first time? Throws as {@link authenticate} does. */
export async function prove(
  { store, verifier }: Pick<Doorkeeper, "store" | "verifier">,
  check: Claim,
  key: { readonly fingerprint: string; readonly certificate: string },
  now: number,
): Promise<void> {
  if (check.fingerprint !== key.fingerprint) {
    throw refusal(
      "unknown-key",
      `${check.sender} is known by the key ${key.fingerprint}, this push names ${check.fingerprint}.`,
    );
  }
  const verified = await verifier.verify(check.text, check.signature, key, now);
  if (!verified.ok) throw refusal(verified.fault, verified.reason);
  if (!(await store.useNonce(`${key.fingerprint}:${check.nonce}`, check.expires, now))) {
    throw refusal("replayed", "This very push has come before: its nonce is used.");
  }
}

/** A sender is looked up by what it says; only its pinned key then decides. */
async function knownPeer(
  { store, send, verifier, log }: Doorkeeper,
  sender: string,
  now: number,
): Promise<Site> {
  const peer = await store.registry.byUrl(sender);
  if (peer === null || peer.kind !== "peer" || !peer.enabled) {
    throw refusal(
      "unknown-sender",
      "This node has no such peer. Its operator can add one: npx discal peers add, or `peers:` in peers.yaml.",
    );
  }
  if (!peer.accept && !(await wasAsked(store, sender)))
    throw new DomainError("forbidden", `Pushes by ${sender} are not accepted here.`, {
      fault: "not-accepted",
    });
  if (peer.certificate !== null) return peer;
  try {
    return await introduce({ send, registry: store.registry, verifier }, peer, now);
  } catch (error) {
    log.warn({ peer: peer.url, err: error }, "a push cannot be checked: its sender's key cannot be had");
    throw new DomainError(
      "unavailable",
      `The key of ${sender} could not be fetched from it; push again later.`,
      {
        fault: "unknown-key",
      },
    );
  }
}

/** Has this node asked it to push, and not taken that back? It may push before this node hears that it was taken. */
async function wasAsked({ registrations }: Pick<Store, "registrations">, sender: string): Promise<boolean> {
  return (await registrations.ofSite("out", sender)).some(({ state }) => state !== "gone");
}

function refusal(fault: string, reason: string): DomainError {
  const problem =
    fault === "too-large" ? "too-large" : fault === "wrong-type" ? "unsupported" : "unauthorized";
  return new DomainError(problem, reason, { fault });
}
