import { DomainError } from "../../core/model/domain-error.ts";
import { isClosing } from "../../net/send.ts";
import type { KnownKey } from "../../store/keys.ts";
import { documentRequest, sendForOk } from "../foreign.ts";
import type { Limiter } from "../limiter.ts";
import { PATHS } from "../self.ts";
import type { Holder } from "./key-ring.ts";
import type { KnownKeys } from "./known-keys.ts";

/** Most keys that wait to be asked for, and most nodes that are asked for one. */
const MOST_WANTED = 500;
const MOST_ASKED = 4;

/** What came of asking for a key; null: the node did not give it, `later`: it was asked not long ago. */
export type Renewal = KnownKey | "later" | null;

/** Asks nodes for keys, and remembers what is to be asked for later. */
export interface Asking {
  /** Asks a node for a key anew; for each node and key so often as `again` lets it, else once that does. */
  renew(origin: string, fingerprint: string): Promise<Renewal>;
  /** Asks one node after another; null where none gives another certificate than `beyond`. */
  ask(fingerprint: string, origins: readonly string[], beyond?: string): Promise<KnownKey | null>;
  /** Asks these once there is time. */
  want(fingerprint: string, origins: readonly string[]): void;
  /** Asks for what was put off. */
  fetchWanted(): Promise<void>;
}

/** `again`: may a node be asked for a key once more? */
export function asking(holder: Omit<Holder, "store">, known: KnownKeys, again: Limiter): Asking {
  const { clock } = holder;
  const wanted = new Map<string, readonly string[]>();

  const want: Asking["want"] = (fingerprint, origins) => {
    const all = [...(wanted.get(fingerprint) ?? []), ...origins];
    if (wanted.has(fingerprint) || wanted.size < MOST_WANTED)
      wanted.set(fingerprint, [...new Set(all)].slice(0, MOST_ASKED));
  };

  const renew: Asking["renew"] = async (origin, fingerprint) => {
    if (again(`${origin} ${fingerprint}`, clock()).allowed)
      return fetchKey(holder, known, origin, fingerprint);
    want(fingerprint, [origin]);
    return "later";
  };

  const ask: Asking["ask"] = async (fingerprint, origins, beyond) => {
    for (const origin of origins) {
      const key = await renew(origin, fingerprint);
      if (key !== null && key !== "later" && key.certificate !== beyond) return key;
    }
    return null;
  };

  return {
    renew,
    ask,
    want,
    async fetchWanted() {
      const now = [...wanted];
      wanted.clear();
      for (const [fingerprint, origins] of now)
        await ask(fingerprint, origins, (await known.find(fingerprint))?.certificate);
    },
  };
}

/** The key as a node gives it, joined to what is known of it; null where it does not. */
async function fetchKey(
  { send, verifier, log }: Pick<Holder, "send" | "verifier" | "log">,
  { learn }: Pick<KnownKeys, "learn">,
  origin: string,
  fingerprint: string,
): Promise<KnownKey | null> {
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
}
