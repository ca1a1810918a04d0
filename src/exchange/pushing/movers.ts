import type { Log } from "../../core/model/log.ts";
import { DomainError } from "../../core/model/domain-error.ts";
import type { Site } from "../../core/model/site.ts";
import type { Send } from "../../net/send.ts";
import type { KeyRing } from "../keys/key-ring.ts";
import type { Limiter } from "../limiter.ts";
import { takeMove } from "../moving/take-move.ts";
import type { Claim } from "./claim.ts";
import { mayPush } from "./may-push.ts";
import { prove, type Prover } from "./prove.ts";

/** What it takes to follow somebody. */
export interface Follower extends Prover {
  readonly keys: Pick<KeyRing, "renew">;
  readonly send: Send;
  readonly log: Log;
  /** How often a push makes this node ask somebody who they are. */
  readonly lookups: Limiter;
}

/**
 * The peer that pushes from an origin at which nobody is known, and has moved there; null where nobody has pinned that
 * key. Throws as `authenticate` and {@link takeMove} do.
 */
export async function whoMoved(
  door: Follower,
  claim: Claim,
  host: string | null,
  now: number,
): Promise<Site | null> {
  const { fingerprint, sender } = claim;
  const { certificate } = (await moversOf(door, claim))[0] ?? {};
  if (typeof certificate !== "string") return null;
  // It may have rotated its key since it was last heard of, and only its new origin can show that.
  const renew = async () =>
    door.enquiries(`moved ${fingerprint}`, now).allowed ? door.keys.renew(sender, fingerprint) : "later";
  await prove(door, claim, { fingerprint, certificate, renew, host }, now);
  requireLookup(door, `moved ${fingerprint}`, sender, now);
  // What was learnt of its key meanwhile may tell of its statement, too.
  return mayPush(door, await takeMove(door, await moversOf(door, claim), sender, now));
}

/**
 * Whoever may push from an origin at which nobody is known: their pinned key must have signed that. Several where one
 * shows another's certificate.
 */
async function moversOf(
  { store }: Pick<Follower, "store">,
  { sender, fingerprint }: Claim,
): Promise<readonly Site[]> {
  if ((await store.registry.byUrl(sender)) !== null) return [];
  return (await store.registry.all()).filter((site) => site.enabled && site.fingerprint === fingerprint);
}

/** Throws a DomainError `unavailable` where this node has asked that often enough. */
export function requireLookup(
  { lookups }: Pick<Follower, "lookups">,
  about: string,
  sender: string,
  now: number,
): void {
  const { allowed, seconds } = lookups(about, now);
  if (allowed) return;
  throw new DomainError(
    "unavailable",
    `${sender} was asked who it is several times within the last minutes: push again in ${seconds} s.`,
    { fault: "unknown-key", seconds },
  );
}
