import { DomainError } from "../../core/model/domain-error.ts";
import type { Send } from "../../net/send.ts";
import type { Verifier } from "../../wire/signer.ts";
import { meet } from "../keys/introduce.ts";
import { type Allowance, createLimiterOfAll } from "../limiter.ts";
import { LOOK_UPS } from "../look-ups.ts";

/** A key that a site showed, and that nobody has pinned. */
export interface ShownKey {
  readonly fingerprint: string;
  readonly certificate: string;
}

/** How long a key that was fetched is believed, ms: then a revocation is seen. */
const FRESH = 3_600_000;
const MOST_KEPT = 256;

/**
 * Asks nodes that are in no registry for their key, in memory only: nothing is pinned. Each asks for two small
 * documents at most, of the very site that is named, so that nobody makes this node flood another. Throws a DomainError
 * `too-many`, `unavailable` where the key cannot be had.
 */
export function strangerKeys(
  node: { readonly send: Send; readonly verifier: Verifier },
  clock: () => number,
): (origin: string) => Promise<ShownKey> {
  const kept = new Map<string, { readonly key: Promise<ShownKey>; readonly at: number }>();
  const limiter = createLimiterOfAll(LOOK_UPS.stranger, LOOK_UPS.strangers);
  return (origin) => {
    const known = kept.get(origin);
    if (known !== undefined && clock() - known.at < FRESH) return known.key;
    const allowance = limiter(origin, clock());
    if (!allowance.allowed) throw strangersWait(allowance);
    const key = fetchKey(node, origin);
    kept.delete(origin);
    kept.set(origin, { key, at: clock() });
    key.catch(() => kept.delete(origin));
    const [oldest] = kept.keys();
    if (kept.size > MOST_KEPT && oldest !== undefined) kept.delete(oldest);
    return key;
  };
}

async function fetchKey(
  node: { readonly send: Send; readonly verifier: Verifier },
  origin: string,
): Promise<ShownKey> {
  try {
    const { site, certificate } = await meet(node, origin);
    return { fingerprint: site.fingerprint, certificate };
  } catch (cause) {
    const why = cause instanceof DomainError ? cause.message : "it broke";
    throw new DomainError(
      "unavailable",
      `The key of ${origin} could not be fetched from it: ${why}`,
      { fault: "unknown-key" },
      { cause },
    );
  }
}

/** What sites that are not known here, and ask too often, are told. */
export function strangersWait({ seconds }: Allowance): DomainError {
  return new DomainError(
    "too-many",
    `Too much comes from sites that are not known here: try again in ${seconds} s.`,
    {
      seconds,
    },
  );
}
