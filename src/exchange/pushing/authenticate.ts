import { DomainError } from "../../core/model/domain-error.ts";
import type { Site } from "../../core/model/site.ts";
import { introduce } from "../keys/introduce.ts";
import type { KeyRing } from "../keys/key-ring.ts";
import type { Incoming } from "../room.ts";
import { type Claim, proven, readClaim, refusal, type SignedRequest } from "./claim.ts";
import { mayPush } from "./may-push.ts";
import { type Follower, requireLookup, whoMoved } from "./movers.ts";
import { prove } from "./prove.ts";

interface Doorkeeper extends Follower {
  readonly keys: Pick<KeyRing, "renew" | "confirm">;
}

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
  const moved = await whoMoved(door, claim, host, now);
  if (moved !== null) return moved;
  const peer = await knownPeer(door, claim.sender, now);
  const key = { fingerprint: peer.fingerprint ?? "", certificate: peer.certificate ?? "" };
  // Nobody knows who it is that says so: only where the peer itself shows another key are people told.
  if (claim.fingerprint !== key.fingerprint) await door.keys.confirm(peer);
  const renew = () => door.keys.renew(peer.url, key.fingerprint);
  await prove(door, claim, { ...key, renew, host }, now);
  return peer;
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
