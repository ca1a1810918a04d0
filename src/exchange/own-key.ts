import type { Log } from "../core/model/log.ts";
import type { Store } from "../store/contract.ts";
import type { Verifier } from "../wire/signer.ts";
import type { KeyRing } from "./key-ring.ts";
import { reseal } from "./reseal.ts";
import type { Self } from "./self.ts";

interface Keyholder {
  readonly self: Self;
  readonly store: Store;
  readonly verifier: Verifier;
  readonly keys: Pick<KeyRing, "find" | "learn">;
  readonly clock: () => number;
  readonly log: Log;
}

/**
 * Keeps the node's own key as its files have it: its certificate stands in the store like any other, so that peers hear
 * of each change; and where the command line has rotated the key, a running node takes it up. Gives what is to be done
 * from time to time; `anew`: whether or not the store knows of a change.
 */
export function ownKey(holder: Keyholder): (anew?: boolean) => Promise<void> {
  const { self, keys, log } = holder;
  const { signer } = self;
  let seen: string | null = null;
  return async (anew = false) => {
    const known = await keys.find(signer.fingerprint);
    if (!anew && seen !== null && known?.certificate === seen) return;
    if (seen !== null && (await signer.refresh())) {
      log.info({ fingerprint: signer.fingerprint }, "the signing key was rotated");
      const { versions, doubtful } = await reseal(holder);
      if (versions > 0 || doubtful.length > 0) log.warn({ versions, doubtful }, "events were signed anew");
    }
    seen = (await keys.learn(signer.certificate)).certificate;
  };
}
