import type { Version } from "../../core/model/version.ts";
import type { StoredObject } from "../../store/commons.ts";
import type { Store } from "../../store/contract.ts";
import { checkObject } from "../../wire/object-signature.ts";
import type { Verifier } from "../../wire/signer.ts";
import { signedBy } from "./disown.ts";
import { seal } from "./seal.ts";
import type { Self } from "../self.ts";

interface Resealer {
  readonly self: Self;
  readonly store: Pick<Store, "commons">;
  readonly verifier: Verifier;
  readonly clock: () => number;
}

/** What came of signing anew. */
export interface Resealed {
  /** Versions that this node made, and that are signed anew. */
  readonly versions: number;
  /** UIDs of which a version came from elsewhere: nobody knows whether this node made it, or a thief of its key. */
  readonly doubtful: readonly string[];
}

/**
 * Signs anew what a compromised subkey of this node signed (protocol, section 6). Only what was made here is: what came
 * from elsewhere under this node's name is taken out, and the last version that was made here stands again.
 */
export async function reseal(node: Resealer): Promise<Resealed> {
  const { self, store } = node;
  const doubtful: string[] = [];
  let versions = 0;
  for await (const [uid] of signedBy(store.commons, self.signer.fingerprint)) {
    const stored = await store.commons.get(uid);
    if (stored === null) continue;
    const done = await resealObject(node, stored);
    versions += done.versions;
    if (done.isDoubtful) doubtful.push(uid);
  }
  return { versions, doubtful };
}

async function resealObject(
  node: Resealer,
  { uid, standing, history }: StoredObject,
): Promise<{ readonly versions: number; readonly isDoubtful: boolean }> {
  const { store, clock } = node;
  const signed = standing.filter(({ version }) => version.class === "signed");
  const own = signed.filter(({ receivedFrom }) => receivedFrom === null).map(({ version }) => version);
  const foreign = signed.filter(({ receivedFrom }) => receivedFrom !== null).map(({ version }) => version);
  const forged = await invalid(node, foreign);
  const isDoubtful = forged.length > 0;
  if (isDoubtful) {
    const c1s = forged.map(({ c1 }) => c1);
    await store.commons.disown(uid, c1s, clock());
  }
  const stays = own.length + foreign.length > forged.length;
  const again = stays ? await invalid(node, own) : lastOf(history);
  for (const version of again) await sealAgain(node, version);
  return { versions: again.length, isDoubtful };
}

/** The versions of the highest revision that were made here and stand no more. */
function lastOf(history: StoredObject["history"]): readonly Version[] {
  const made = history
    .filter(({ version, receivedFrom }) => version.class === "signed" && receivedFrom === null)
    .map(({ version }) => version);
  const highest = Math.max(...made.map(({ revision }) => revision));
  return made.filter(({ revision }) => revision === highest);
}

async function invalid(
  { self, verifier, clock }: Resealer,
  versions: readonly Version[],
): Promise<readonly Version[]> {
  const found: Version[] = [];
  for (const version of versions) {
    if (!(await checkObject(version, verifier, self.signer, clock())).ok) found.push(version);
  }
  return found;
}

/** Dated after the signature that it takes the place of: of equal bytes the newest signature is kept. */
async function sealAgain({ self, store, clock }: Resealer, version: Version): Promise<void> {
  const at = Math.max(clock(), (version.signedAt ?? 0) + 1000);
  const sealed = await seal(self, { ...version, signature: null }, at);
  await store.commons.apply([{ version: sealed, siteId: null }], clock());
}
