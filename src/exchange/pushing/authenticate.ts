import { DomainError } from "../../core/model/domain-error.ts";
import type { Log } from "../../core/model/log.ts";
import type { Site } from "../../core/model/site.ts";
import type { Send } from "../../net/send.ts";
import type { Store } from "../../store/contract.ts";
import { bodyFault, checkPush, type IncomingPush, type PushCheck } from "../../wire/push.ts";
import { mayBeOutdated, type Verifier } from "../../wire/signer.ts";
import { introduce } from "../keys/introduce.ts";
import type { Renewal } from "../keys/ask-keys.ts";
import type { KeyRing } from "../keys/key-ring.ts";
import type { Limiter } from "../limiter.ts";
import type { Incoming } from "../room.ts";
import { mayPush } from "./may-push.ts";
import { meantFor } from "./misdirected.ts";
import type { Self } from "../self.ts";
import { takeMove } from "../moving/take-move.ts";

interface Doorkeeper {
  readonly self: Self;
  readonly store: Store;
  readonly verifier: Verifier;
  readonly keys: Pick<KeyRing, "renew" | "confirm">;
  readonly send: Send;
  readonly log: Log;
  /** How often a sender makes this node do what costs much and only tells what went wrong. */
  readonly enquiries: Limiter;
  /** How often a push makes this node ask somebody who they are. */
  readonly lookups: Limiter;
}

/** A push costs its sender little, and must not let them send this node wherever they say. */
export const LOOKUPS = { name: "lookups", burst: 5, perMinute: 1 };

/** A request to a signed endpoint as it comes; headers are null where they are missing. */
export type SignedRequest = Omit<IncomingPush, "recipient" | "recipientKey" | "expectedType" | "now"> & {
  /** Read once it is known who pushes: nobody else is waited for. */
  readonly body: Incoming;
  /** `Host`: never believed, only looked at to tell a sender what went wrong. */
  readonly host: string | null;
};

/** Who pushes, and what. */
export interface Pushed {
  readonly peer: Site;
  /** Reads the very bytes that were signed; throws as {@link authenticate} does. */
  readonly body: Incoming;
}

/**
 * Who pushes? Gives the peer whose pinned key signed exactly this request for exactly this node, once (protocol,
 * section 6). Throws a DomainError with `details.fault`: `unauthorized` (401), `forbidden` (403) where the sender is
 * known but may not push, `too-large` (413), `unsupported` (415).
 */
export async function authenticate(door: Doorkeeper, request: SignedRequest, now: number): Promise<Pushed> {
  const claim = readClaim(door.self, request, now);
  const peer = await whoPushes(door, claim, request.host, now);
  return { peer, body: proven(claim, request) };
}

async function whoPushes(door: Doorkeeper, claim: Claim, host: string | null, now: number): Promise<Site> {
  const movers = await moversOf(door, claim);
  const { certificate } = movers[0] ?? {};
  if (typeof certificate === "string") {
    const { fingerprint, sender } = claim;
    // It may have rotated its key since it was last heard of, and only its new origin can show that.
    const renew = async () =>
      door.enquiries(`moved ${fingerprint}`, now).allowed ? door.keys.renew(sender, fingerprint) : "later";
    await prove(door, claim, { fingerprint, certificate, renew, host }, now);
    requireLookup(door, `moved ${fingerprint}`, sender, now);
    // What was learnt of its key meanwhile may tell of its statement, too.
    return mayPush(door, await takeMove(door, await moversOf(door, claim), sender, now));
  }
  const peer = await knownPeer(door, claim.sender, now);
  const key = { fingerprint: peer.fingerprint ?? "", certificate: peer.certificate ?? "" };
  // Nobody knows who it is that says so: only where the peer itself shows another key are people told.
  if (claim.fingerprint !== key.fingerprint) await door.keys.confirm(peer);
  const renew = () => door.keys.renew(peer.url, key.fingerprint);
  await prove(door, claim, { ...key, renew, host }, now);
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

/** By which key a push should be signed. */
interface Expected {
  readonly fingerprint: string;
  readonly certificate: string;
  /** Asks for a newer certificate; its subkey may be a new one. */
  readonly renew?: () => Promise<Renewal>;
  /** As in {@link SignedRequest}. */
  readonly host?: string | null;
}

/** Was it signed by this key, and comes for the first time? Throws as {@link authenticate} does. */
export async function prove(
  door: Pick<Doorkeeper, "self" | "store" | "verifier" | "enquiries">,
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

/** A sender is looked up by what it says; only its pinned key then decides. */
async function knownPeer(door: Doorkeeper, sender: string, now: number): Promise<Site> {
  const { store, send, verifier, log } = door;
  const peer = await store.registry.byUrl(sender);
  if (peer === null || peer.kind !== "peer" || !peer.enabled) {
    throw refusal(
      "unknown-sender",
      "This node has no such peer. Its operator can add one: npx discal peers add, or `peers:` in peers.yaml.",
    );
  }
  await mayPush({ store }, peer);
  if (peer.certificate === null) requireLookup(door, sender, sender, now);
  try {
    return await introduce({ send, store, verifier }, peer, now);
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

/**
 * Whoever may push from an origin at which nobody is known: their pinned key must have signed that. Several where one
 * shows another's certificate.
 */
async function moversOf(
  { store }: Pick<Doorkeeper, "store">,
  { sender, fingerprint }: Claim,
): Promise<readonly Site[]> {
  if ((await store.registry.byUrl(sender)) !== null) return [];
  return (await store.registry.all()).filter((site) => site.enabled && site.fingerprint === fingerprint);
}

function requireLookup({ lookups }: Doorkeeper, about: string, sender: string, now: number): void {
  const { allowed, seconds } = lookups(about, now);
  if (allowed) return;
  throw new DomainError(
    "unavailable",
    `${sender} was asked who it is several times within the last minutes: push again in ${seconds} s.`,
    { fault: "unknown-key", seconds },
  );
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

function refusal(fault: string, reason: string): DomainError {
  return new DomainError(fault === "wrong-type" ? "unsupported" : "unauthorized", reason, { fault });
}
