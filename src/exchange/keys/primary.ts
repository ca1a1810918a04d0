import { DomainError } from "../../core/model/domain-error.ts";
import type { Site } from "../../core/model/site.ts";
import type { Store } from "../../store/contract.ts";
import { tellOnce } from "../notices/tell-once.ts";

/**
 * Another primary key than the pinned one is a hard stop (protocol, section 6): people are told once, and a DomainError
 * `conflict` is thrown. `shown`: what the peer's site document names, got from the peer itself.
 */
export async function requirePinned(
  { store, clock }: { readonly store: Pick<Store, "notices">; readonly clock: () => number },
  { id, name, url, fingerprint }: Pick<Site, "id" | "name" | "url" | "fingerprint">,
  shown: string,
): Promise<void> {
  if (fingerprint === null || fingerprint === shown) return;
  const text = `“${name}” shows the key ${shown}, but ${fingerprint} is pinned: nothing is exchanged with it. Ask its operator; if the new key is theirs, name it as the peer's fingerprint.`;
  await tellOnce(store, { kind: "key", uid: null, siteId: id, text }, clock());
  throw new DomainError(
    "conflict",
    `${url} shows the key ${shown}, but ${fingerprint} is pinned: ask its operator, then pin anew`,
    { site: id, pinned: fingerprint, shown },
  );
}
