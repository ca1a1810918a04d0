import { DomainError } from "../../core/model/domain-error.ts";
import type { Log } from "../../core/model/log.ts";
import type { Site } from "../../core/model/site.ts";
import { uidDomain } from "../../core/model/uid.ts";
import { isClosing, type Send } from "../../net/send.ts";
import type { Store } from "../../store/contract.ts";
import type { KnownKey } from "../../store/keys.ts";
import type { Verifier } from "../../wire/signer.ts";
import { disownForgeries } from "./disown.ts";
import { documentRequest, sendForOk } from "../foreign.ts";
import { readSiteDocument } from "./introduce.ts";
import { inTurn } from "../lane.ts";
import { createLimiter } from "../limiter.ts";
import { requirePinned } from "./primary.ts";
import { PATHS, type Self } from "../self.ts";

/**
 * The key that a self-certifying UID names; null where it is not known here, or not yet. `beyond`: a certificate that
 * does not do, as what is to be checked is signed by a subkey that is not in it, or not any more: a newer one is wanted.
 */
export type KeyOf = (fingerprint: string, uid: string, beyond?: string) => Promise<KnownKey | null>;

/** What came of asking for a key; null: the node did not give it, `later`: it was asked not long ago. */
export type Renewal = KnownKey | "later" | null;

/** The keys of nodes and people: what is known of them, and where to ask for more (protocol, section 6). */
export interface KeyRing {
  find(fingerprint: string): Promise<KnownKey | null>;
  /** Puts a certificate to what is known of its key, and draws the consequences. Throws a DomainError `invalid`. */
  learn(certificate: string): Promise<KnownKey>;
  /** Asks a node for a key anew, at most once in 10 minutes for each node and key, else once they are over. */
  renew(origin: string, fingerprint: string): Promise<Renewal>;
  /**
   * Asks a peer which primary it has, at most once in 10 minutes; people are told where it is not the pinned one.
   */
  confirm(peer: Site): Promise<void>;
  /**
   * The keys that the objects of a site name. What is missing is asked of that site, then of the host in the UID: before
   * the answer (`now`), or once there is time (`later`), so that whoever pushes need not wait.
   */
  shownBy(site: { readonly url: string }, when: "now" | "later"): KeyOf;
  /** Asks for what was put off. */
  fetchWanted(): Promise<void>;
}

interface Holder {
  readonly self: Self;
  readonly store: Store;
  readonly verifier: Verifier;
  readonly send: Send;
  readonly clock: () => number;
  readonly log: Log;
}

/** Once in 10 minutes for a node and a key. */
const AGAIN = { name: "keys", burst: 1, perMinute: 0.1 };
/** Different keys that one site may make this node ask for. */
const ON_BEHALF = { name: "keys-shown", burst: 50, perMinute: 2 };
/** Most keys that wait to be asked for, and most nodes that are asked for one. */
const MOST_WANTED = 500;
const MOST_ASKED = 4;

export function createKeyRing(holder: Holder): KeyRing {
  const { self, store, verifier, send, clock, log } = holder;
  const again = createLimiter(AGAIN);
  const onBehalf = createLimiter(ON_BEHALF);
  const learning = inTurn();
  const wanted = new Map<string, readonly string[]>();
  const find = (fingerprint: string): Promise<KnownKey | null> => store.keys.find(fingerprint);

  const learn = (certificate: string): Promise<KnownKey> =>
    learning(async () => {
      const fingerprint = await verifier.fingerprintOf(certificate);
      const known = await find(fingerprint);
      const joined = await verifier.join(known?.certificate ?? null, certificate);
      if (known !== null && joined === known.certificate) return known;
      const key = { fingerprint, certificate: joined };
      const before = known === null ? [] : await verifier.compromised(known.certificate);
      const worse = (await verifier.compromised(joined)).some((each) => !before.includes(each));
      // Before the key is known, so that a crash in between leaves it to be learnt again; and after, for what came meanwhile.
      if (worse) await disownForgeries(holder, key);
      await store.keys.learn(key, clock());
      if (worse) await disownForgeries(holder, key);
      return key;
    });

  const want = (fingerprint: string, origins: readonly string[]): void => {
    const all = [...(wanted.get(fingerprint) ?? []), ...origins];
    if (wanted.has(fingerprint) || wanted.size < MOST_WANTED)
      wanted.set(fingerprint, [...new Set(all)].slice(0, MOST_ASKED));
  };

  const renew = async (origin: string, fingerprint: string): Promise<Renewal> => {
    if (!again(`${origin} ${fingerprint}`, clock()).allowed) {
      want(fingerprint, [origin]);
      return "later";
    }
    const url = `${origin}${PATHS.keys}/${fingerprint}`;
    try {
      const { body } = await sendForOk(send, documentRequest(url, "application/pgp-keys"));
      const certificate = new TextDecoder().decode(body);
      if ((await verifier.fingerprintOf(certificate)) === fingerprint) return await learn(certificate);
      throw new DomainError("invalid", `${url} gives another key.`);
    } catch (error) {
      if (isClosing(error)) throw error;
      if (!(error instanceof DomainError)) log.error({ err: error, url }, "asking for a key broke");
      else log.info({ url, reason: error.message }, "a key could not be had");
      return null;
    }
  };

  const ask = async (
    fingerprint: string,
    origins: readonly string[],
    beyond?: string,
  ): Promise<KnownKey | null> => {
    for (const origin of origins) {
      const key = await renew(origin, fingerprint);
      if (key !== null && key !== "later" && key.certificate !== beyond) return key;
    }
    return null;
  };

  return {
    find,
    learn,
    renew,
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
      const known = await find(fingerprint);
      if (known !== null && known.certificate !== beyond) return known;
      if (fingerprint === self.signer.fingerprint || !onBehalf(site.url, clock()).allowed) return null;
      const origins = [...new Set([site.url, await originOf(store, uid)])];
      if (when === "now") return ask(fingerprint, origins, beyond);
      want(fingerprint, origins);
      return null;
    },
    async fetchWanted() {
      const now = [...wanted];
      wanted.clear();
      for (const [fingerprint, origins] of now) {
        await ask(fingerprint, origins, (await find(fingerprint))?.certificate);
      }
    },
  };
}

/** Of the host that a UID names: a peer's where one has it, so that a port is not lost. */
async function originOf({ registry }: Pick<Store, "registry">, uid: string): Promise<string> {
  const host = uidDomain(uid);
  const peers = (await registry.all()).filter(({ kind }) => kind === "peer");
  return peers.find(({ url }) => new URL(url).hostname === host)?.url ?? `https://${host}`;
}
