import type { KnownKey } from "../../store/keys.ts";
import { inTurn } from "../lane.ts";
import { disownForgeries } from "./disown.ts";
import type { Holder } from "./key-ring.ts";

/** What is known of the keys of nodes and people. */
export interface KnownKeys {
  find(fingerprint: string): Promise<KnownKey | null>;
  /** Puts a certificate to what is known of its key, and draws the consequences. Throws a DomainError `invalid`. */
  learn(certificate: string): Promise<KnownKey>;
}

/** What the store holds; of what comes at once one after another is learnt. */
export function knownKeys(holder: Omit<Holder, "send">): KnownKeys {
  const { store, verifier, clock } = holder;
  const learning = inTurn();
  return {
    find: (fingerprint) => store.keys.find(fingerprint),
    learn: (certificate) =>
      learning(async () => {
        const fingerprint = await verifier.fingerprintOf(certificate);
        const known = await store.keys.find(fingerprint);
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
      }),
  };
}
