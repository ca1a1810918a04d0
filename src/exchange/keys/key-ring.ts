import { DomainError } from "../../core/model/domain-error.ts";
import type { Log } from "../../core/model/log.ts";
import type { Site } from "../../core/model/site.ts";
import { uidDomain } from "../../core/model/uid.ts";
import type { Send } from "../../net/send.ts";
import type { Store } from "../../store/contract.ts";
import type { KnownKey } from "../../store/keys.ts";
import type { Verifier } from "../../wire/signer.ts";
import { type Asking, asking } from "./ask-keys.ts";
import { readSiteDocument } from "./introduce.ts";
import { type KnownKeys, knownKeys } from "./known-keys.ts";
import { createLimiter } from "../limiter.ts";
import { LOOK_UPS } from "../look-ups.ts";
import { requirePinned } from "./primary.ts";
import type { Self } from "../self.ts";

/**
 * The key that a self-certifying UID names; null where it is not known here, or not yet. `beyond`: a certificate that
 * does not do, as what is to be checked is signed by a subkey that is not in it, or not any more: a newer one is wanted.
 */
export type KeyOf = (fingerprint: string, uid: string, beyond?: string) => Promise<KnownKey | null>;

/** The keys of nodes and people: what is known of them, and where to ask for more (protocol, section 6). */
export interface KeyRing extends KnownKeys, Pick<Asking, "renew" | "fetchWanted"> {
  /**
   * Asks a peer which primary it has, at most three times in a row, then once in 10 minutes; people are told where it is not the pinned one.
   */
  confirm(peer: Site): Promise<void>;
  /**
   * The keys that the objects of a site name. What is missing is asked of that site, then of the host in the UID: before
   * the answer (`now`), or once there is time (`later`), so that whoever pushes need not wait.
   */
  shownBy(site: { readonly url: string }, when: "now" | "later"): KeyOf;
}

/** What it takes to keep keys, and to ask for them. */
export interface Holder {
  readonly self: Self;
  readonly store: Store;
  readonly verifier: Verifier;
  readonly send: Send;
  readonly clock: () => number;
  readonly log: Log;
}

export function createKeyRing(holder: Holder): KeyRing {
  const { self, store, send, clock, log } = holder;
  const again = createLimiter(LOOK_UPS.keyAgain);
  const onBehalf = createLimiter(LOOK_UPS.keysShown);
  const known = knownKeys(holder);
  const { renew, ask, want, fetchWanted } = asking(holder, known, again);
  return {
    ...known,
    renew,
    fetchWanted,
    async confirm(peer) {
      if (!again(peer.url, clock()).allowed) return;
      try {
        await requirePinned(holder, peer, (await readSiteDocument(send, peer.url)).fingerprint);
      } catch (error) {
        if (!(error instanceof DomainError)) throw error;
        log.warn({ peer: peer.url, reason: error.message }, "a peer's key was looked at");
      }
    },
    shownBy: (site, when) => async (fingerprint, uid, beyond) => {
      const key = await known.find(fingerprint);
      if (key !== null && key.certificate !== beyond) return key;
      if (fingerprint === self.signer.fingerprint || !onBehalf(site.url, clock()).allowed) return null;
      const named = await originOf(store, uid);
      const origins = [...new Set(named === null ? [site.url] : [site.url, named])];
      if (when === "now") return ask(fingerprint, origins, beyond);
      want(fingerprint, origins);
      return null;
    },
  };
}

/**
 * Of the host that a UID names: a peer's where one has it, so that a port is not lost. Null where more than a host stands
 * there: who makes up a UID chooses no path at anybody's site.
 */
async function originOf({ registry }: Pick<Store, "registry">, uid: string): Promise<string | null> {
  const host = uidDomain(uid);
  const peers = (await registry.all()).filter(({ kind }) => kind === "peer");
  const peer = peers.find(({ url }) => new URL(url).hostname === host);
  if (peer !== undefined) return peer.url;
  const url = URL.parse(`https://${host}`);
  return url?.host === host ? url.origin : null;
}
