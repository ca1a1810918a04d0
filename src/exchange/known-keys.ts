import type { Store } from "../store/contract.ts";
import type { KeyOf } from "./accept.ts";
import type { Self } from "./self.ts";

/** The keys that a self-certifying UID may name: the node's own, and those of its peers. */
export function keysKnownTo(self: Self, store: Pick<Store, "registry">): KeyOf {
  return async (fingerprint) => {
    if (fingerprint === self.signer.fingerprint) return self.signer;
    const peer = (await store.registry.all()).find((site) => site.fingerprint === fingerprint);
    return typeof peer?.certificate === "string" ? { fingerprint, certificate: peer.certificate } : null;
  };
}
