import type { Log } from "../../core/model/log.ts";
import type { Version } from "../../core/model/version.ts";
import type { Store } from "../../store/contract.ts";
import type { KnownKey } from "../../store/keys.ts";
import { checkObject } from "../../wire/object-signature.ts";
import type { Verifier } from "../../wire/signer.ts";
import type { Self } from "../self.ts";

/** UIDs that are looked at together. */
const AT_ONCE = 200;

interface Warden {
  readonly self: Self;
  readonly store: Pick<Store, "commons" | "registry" | "repair" | "notices">;
  readonly verifier: Verifier;
  readonly clock: () => number;
  readonly log: Log;
}

/**
 * A key has turned out to be compromised (protocol, section 6): takes out of the commons what it no longer vouches for,
 * and asks for a comparison with all peers, so that what the origin has signed anew is found. What names this node's own
 * key is for {@link file://./reseal.ts}.
 */
export async function disownForgeries(warden: Warden, key: KnownKey): Promise<void> {
  const { self, store, clock, log } = warden;
  const { fingerprint } = key;
  if (fingerprint === self.signer.fingerprint) return;
  let disowned = 0;
  for await (const [uid, versions] of signedBy(store.commons, fingerprint)) {
    const forged = await unvouched(warden, versions, key);
    if (forged.length > 0) await store.commons.disown(uid, forged, clock());
    disowned += forged.length;
  }
  const sites = await store.registry.all();
  for (const { id, kind, enabled } of sites) {
    if (kind !== "peer" || !enabled) continue;
    const state = await store.repair.pullState(id);
    await store.repair.pulled(id, { ...state, nextCompare: clock() });
  }
  if (disowned === 0) return;
  log.warn({ key: fingerprint, versions: disowned }, "what a compromised key signed was taken out");
  const site = sites.find((each) => each.fingerprint === fingerprint);
  const whose = site === undefined ? `The key ${fingerprint}` : `The key of “${site.name}” (${fingerprint})`;
  const text = `${whose} says that it was compromised: ${disowned} versions that it signed are not believed any more, until they come signed anew.`;
  await store.notices.add([{ kind: "key", uid: null, siteId: site?.id ?? null, text }], clock());
}

/** The signed versions that stand of each UID that names a key. */
export async function* signedBy(
  commons: Store["commons"],
  fingerprint: string,
): AsyncGenerator<readonly [string, readonly Version[]]> {
  for (let after = ""; ;) {
    const uids = await commons.ofKey(fingerprint, { after, limit: AT_ONCE });
    for (const uid of uids) yield [uid, (await commons.get(uid))?.state.signed?.versions ?? []];
    after = uids.at(-1) ?? "";
    if (uids.length < AT_ONCE) return;
  }
}

/** C1s of those whose signature does not hold by this certificate; of a stub that cannot be told. */
async function unvouched(
  { verifier, clock }: Pick<Warden, "verifier" | "clock">,
  versions: readonly Version[],
  key: KnownKey,
): Promise<readonly string[]> {
  const forged: string[] = [];
  for (const version of versions) {
    const checked = version.text === "" ? null : await checkObject(version, verifier, key, clock());
    if (checked?.ok !== true) forged.push(version.c1);
  }
  return forged;
}
