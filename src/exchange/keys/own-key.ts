import { DomainError } from "../../core/model/domain-error.ts";
import type { Log } from "../../core/model/log.ts";
import type { Store } from "../../store/contract.ts";
import type { Verifier } from "../../wire/signer.ts";
import type { KeyRing } from "./key-ring.ts";
import { type Resealed, reseal } from "./reseal.ts";
import type { Self } from "../self.ts";

interface Keyholder {
  readonly self: Self;
  readonly store: Store;
  readonly verifier: Verifier;
  readonly keys: Pick<KeyRing, "find" | "learn">;
  readonly clock: () => number;
  readonly log: Log;
}

/** What is done about the node's own key. */
export interface OwnKey {
  /** Its certificate is put into the store like any other, so that peers hear of each change. */
  publish(): Promise<void>;
  /** Takes up a key that the command line has rotated, where the store says that its certificate is another one. */
  follow(): Promise<void>;
  /** Reads the keys anew, and signs anew what a compromised one had signed. */
  takeUp(): Promise<Resealed>;
}

const NOTHING: Resealed = { versions: 0, doubtful: [] };

/** Keeps the node's own key as its files have it. */
export function ownKey(holder: Keyholder): OwnKey {
  const { self, keys, log } = holder;
  const { signer } = self;
  let seen: string | undefined;
  const publish = async (): Promise<void> => {
    seen = (await keys.learn(signer.certificate)).certificate;
  };
  const takeUp = async (): Promise<Resealed> => {
    const isNew = await signer.refresh();
    const resealed = isNew ? await reseal(holder) : NOTHING;
    const { versions, doubtful } = resealed;
    if (isNew)
      log.info({ fingerprint: signer.fingerprint, versions, doubtful }, "the signing key was rotated");
    await publish();
    return resealed;
  };
  return {
    publish,
    takeUp,
    async follow() {
      const known = await keys.find(signer.fingerprint);
      if (known?.certificate === seen) return;
      seen = known?.certificate;
      await takeUp().catch((error: unknown) => {
        if (!(error instanceof DomainError)) throw error;
        log.error({ reason: error.message }, "the keys cannot be read anew");
      });
    },
  };
}
