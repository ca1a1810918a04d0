import { readObject } from "../../core/ical/object.ts";
import { DomainError } from "../../core/model/domain-error.ts";
import type { Log } from "../../core/model/log.ts";
import type { OfferResult } from "../../core/model/verdict.ts";
import type { Version } from "../../core/model/version.ts";
import { sendHop } from "../../core/reconcile/forward.ts";
import type { Send } from "../../net/send.ts";
import type { Store } from "../../store/contract.ts";
import { MAX_REASON } from "../../wire/offer.ts";
import type { Verifier } from "../../wire/signer.ts";
import { authenticate, type Pushed } from "../pushing/authenticate.ts";
import { proven, readClaim, type SignedRequest } from "../pushing/claim.ts";
import { prove } from "../pushing/prove.ts";
import { decodeCalendars } from "../pushing/calendars.ts";
import { requireWelcome } from "../pushing/may-push.ts";
import type { KeyRing } from "../keys/key-ring.ts";
import { createLimiter, type Limiter } from "../limiter.ts";
import type { Incoming } from "../room.ts";
import { isHere, type Self } from "../self.ts";
import { type ShownKey, strangerKeys, strangersWait } from "./strangers.ts";

interface Doorkeeper {
  readonly self: Self;
  readonly store: Store;
  readonly verifier: Verifier;
  readonly keys: KeyRing;
  readonly send: Send;
  readonly clock: () => number;
  readonly log: Log;
  readonly enquiries: Limiter;
  readonly lookups: Limiter;
}

/** Who reports a change: a peer that may push, or another site, which may only propose. */
export type Reviser =
  | ({ readonly may: "push" } & Pushed)
  | {
      readonly may: "propose";
      readonly url: string;
      readonly siteId: number | null;
      readonly body: Incoming;
    };

/** Whom nobody let push, and who may propose all the same. */
const MAY_NOT_PUSH: ReadonlySet<unknown> = new Set(["unknown-sender", "not-accepted"]);

/** Reports that one site which may not push is heard for. */
const REPORTS = { name: "reports", burst: 20, perMinute: 1 };

/**
 * Who reports (protocol, section 7)? A site that is no peer is asked for its key, which is not pinned. Throws as
 * {@link authenticate} does, DomainErrors `too-many`, and `forbidden` where the policy lets it not push.
 */
export function reviserDoor(door: Doorkeeper): (request: SignedRequest) => Promise<Reviser> {
  const keyOf = strangerKeys(door, door.clock);
  const reports = createLimiter(REPORTS);
  return async (request) => {
    const now = door.clock();
    try {
      return { may: "push", ...(await authenticate(door, request, now)) };
    } catch (error) {
      if (!(error instanceof DomainError) || !MAY_NOT_PUSH.has(error.details["fault"])) throw error;
    }
    const claim = readClaim(door.self, request, now);
    const site = await door.store.registry.byUrl(claim.sender);
    await requireWelcome(door.store.registry, claim.sender);
    const shown = await withKnown(door, await keyOf(claim.sender));
    const pinned = site?.fingerprint ?? shown.fingerprint;
    await prove(door, claim, { ...shown, fingerprint: pinned, host: request.host }, now);
    const allowance = reports(claim.sender, now);
    if (!allowance.allowed) throw strangersWait(allowance);
    return {
      may: "propose",
      url: claim.sender,
      siteId: site?.id ?? null,
      body: proven(claim, request),
    };
  };
}

/** A revocation that is known here counts also where the site does not show it. */
async function withKnown(
  { keys, verifier }: Pick<Doorkeeper, "keys" | "verifier">,
  { fingerprint, certificate }: ShownKey,
): Promise<ShownKey> {
  const known = await keys.find(fingerprint);
  return { fingerprint, certificate: await verifier.join(known?.certificate ?? null, certificate) };
}

/**
 * Keeps the objects of a report by a site that may not push as proposals, never merged; one result for each. Only events
 * that have their origin here are taken.
 */
export async function takeProposals(
  { self, store, clock }: Pick<Doorkeeper, "self" | "store" | "clock">,
  sender: { readonly url: string; readonly siteId: number | null },
  body: Uint8Array,
): Promise<readonly OfferResult[]> {
  const read = await Promise.all(decodeCalendars(body).map((text) => readProposal({ self, store }, text)));
  const versions = read.filter((each) => "text" in each);
  const results = (await store.commons.propose(versions, sender, clock())).values();
  return read.map((each) => ("text" in each ? (results.next().value as OfferResult) : each));
}

async function readProposal(
  { self, store }: Pick<Doorkeeper, "self" | "store">,
  text: string | null,
): Promise<Version | OfferResult> {
  if (text === null) return rejected({ uid: "", revision: null }, "Its bytes are no UTF-8.");
  const read = readObject(text, self.plainHttp);
  if (!("version" in read)) return rejected({ uid: read.uid ?? "", revision: null }, read.reason);
  const { version } = read;
  if (version.by !== "person") return rejected(version, "only what a person has changed is reported");
  const winner = (await store.commons.get(version.uid))?.winner;
  if (winner === null || winner === undefined || !isHere(self, winner.reviseUrl))
    return rejected(version, "no event of this UID has its origin here");
  const hop = sendHop(version) ?? version.hop;
  return { ...version, hop, class: "open", signature: null, signedAt: null };
}

function rejected(
  { uid, revision }: { readonly uid: string; readonly revision: number | null },
  reason: string,
): OfferResult {
  return { uid, revision, verdict: "rejected", reason: reason.slice(0, MAX_REASON) };
}
