import type { Store } from "../../store/contract.ts";
import { pushText } from "../../wire/envelope.ts";
import type { Verifier } from "../../wire/signer.ts";
import type { Claim } from "./claim.ts";
import type { Self } from "../self.ts";

/** Most peers that a push may have been meant for and are tried. */
const MOST_PEERS = 16;

/**
 * For whom a push was signed whose signature does not fit this node: only to tell its sender, never to accept it. Tried
 * are the address that the request itself names, this node's own with the other scheme, and peers, whose push somebody
 * may have caught and sent on. Null where none of them is it.
 */
export async function meantFor(
  door: { readonly self: Self; readonly store: Pick<Store, "registry">; readonly verifier: Verifier },
  claim: Claim,
  host: string | null,
  key: { readonly fingerprint: string; readonly certificate: string },
  now: number,
): Promise<string | null> {
  for (const [recipient, recipientKey] of await candidates(door, host)) {
    const text = new TextEncoder().encode(pushText({ ...claim.envelope, recipient, recipientKey }));
    if ((await door.verifier.verify(text, claim.signature, key, now)).ok) return recipient;
  }
  return null;
}

async function candidates(
  { self, store }: { readonly self: Self; readonly store: Pick<Store, "registry"> },
  host: string | null,
): Promise<readonly (readonly [string, string])[]> {
  const own = new URL(self.url).host;
  const named = [host ?? "", own].flatMap((name) => [`https://${name}`, `http://${name}`]);
  const here = [...new Set(named.filter((url) => url !== self.url && isOrigin(url)))];
  const peers = (await store.registry.all()).flatMap(({ kind, url, fingerprint }) =>
    kind === "peer" && fingerprint !== null ? [[url, fingerprint] as const] : [],
  );
  return [...here.map((url) => [url, self.signer.fingerprint] as const), ...peers.slice(0, MOST_PEERS)];
}

function isOrigin(url: string): boolean {
  return URL.parse(url)?.origin === url;
}
