import { glance } from "../../core/ical/glance.ts";
import { readObject } from "../../core/ical/object.ts";
import type { Site } from "../../core/model/site.ts";
import { uidFingerprint } from "../../core/model/uid.ts";
import type { OfferResult } from "../../core/model/verdict.ts";
import type { Version } from "../../core/model/version.ts";
import { offeredHop } from "../../core/reconcile/forward.ts";
import { ALREADY_KNOWN } from "../../core/reconcile/merge.ts";
import type { Commons } from "../../store/commons.ts";
import { checkObject } from "../../wire/object-signature.ts";
import { MAX_REASON } from "../../wire/offer.ts";
import { mayBeOutdated, type Verifier } from "../../wire/signer.ts";
import type { Brake } from "./brake.ts";
import { decodeCalendars } from "./calendars.ts";
import { applyInPortions, inPortions } from "../portions.ts";
import { isOrigin } from "./origin.ts";
import type { KeyOf, KeyRing } from "../keys/key-ring.ts";
import type { Self } from "../self.ts";

interface Judges {
  readonly self: Self;
  readonly commons: Commons;
  readonly verifier: Verifier;
  readonly keys: Pick<KeyRing, "shownBy">;
  readonly brake: Pick<Brake, "check">;
}

/**
 * Takes the objects of a push whose sender is known (protocol, sections 4 to 7): one result for each, in order. A
 * bad object never fails the batch. Resolves after the commit. `path`: other sites that have them, as the sender says.
 * Throws a DomainError `too-many` where the brake stops the peer: then none is taken; and where it has brought as much as
 * it may today: then what was new beyond that is not.
 */
export async function acceptPush(
  judges: Judges,
  peer: Site,
  body: Uint8Array,
  path: readonly string[],
  now: number,
): Promise<readonly OfferResult[]> {
  const offers = await inPortions(
    decodeCalendars(body),
    (text) => text?.length ?? 0,
    async (texts) => {
      const known = await recognise(judges, peer, texts, path);
      return Promise.all(texts.map(async (text, n) => known[n] ?? readOffer(judges, peer, text, now)));
    },
  );
  const versions = offers.filter((offer) => "version" in offer).map((offer) => offer.version);
  const { taken, held, over } = await judges.brake.check(peer, versions);
  const crossed = [...path.filter((site) => site !== judges.self.url && site !== peer.url), peer.url];
  const merged = await applyInPortions(
    judges.commons,
    taken.map((version) => ({ version, siteId: peer.id, path: crossed })),
    now,
  );
  if (over !== null) throw over;
  const results = merged.values();
  const waits = new Set(held);
  return offers.map((offer) => {
    if (!("version" in offer)) return offer;
    return waits.has(offer.version) ? deferred(offer.version) : (results.next().value as OfferResult);
  });
}

/**
 * What the peer has shown before in the very same words, and offers in the same way: it need not be read to be called a
 * duplicate.
 */
async function recognise(
  { commons, self }: Pick<Judges, "commons" | "self">,
  peer: Site,
  texts: readonly (string | null)[],
  path: readonly string[],
): Promise<readonly (OfferResult | null)[]> {
  // Who else has it may be news.
  if (path.some((site) => site !== self.url && site !== peer.url)) return [];
  const seen = texts.map((text) => (text === null ? null : glance(text)));
  const known = await commons.recognise(
    peer.id,
    seen.map((each) => each?.c1 ?? ""),
  );
  return known.map((version, n) => {
    const hop = seen[n]?.hop ?? -1;
    if (version === null || offeredHop(hop, hop < 2 && isOrigin(peer, version)) !== version.hop) return null;
    return result(version, "duplicate", ALREADY_KNOWN);
  });
}

type Offer = { readonly version: Version } | OfferResult;

async function readOffer(judges: Judges, peer: Site, text: string | null, now: number): Promise<Offer> {
  if (text === null) return rejected(null, "Its bytes are no UTF-8.");
  const read = readObject(text, judges.self.plainHttp);
  if (!("version" in read)) return rejected(read.uid, read.reason);
  const hop = offeredHop(read.version.hop, isOrigin(peer, read.version));
  const keyOf = judges.keys.shownBy(peer, "later");
  return classify({ verifier: judges.verifier, keyOf }, { ...read.version, hop }, now);
}

/**
 * Puts a version into its class (protocol, section 4): signed with a valid signature by the key that its UID names,
 * else open. One whose key is not known well enough is deferred; a wrong signature is rejected.
 */
export async function classify(
  { verifier, keyOf }: { readonly verifier: Verifier; readonly keyOf: KeyOf },
  version: Version,
  now: number,
): Promise<Offer> {
  const fingerprint = uidFingerprint(version.uid);
  // Where the UID names no key, nobody could ever check a signature: it is not passed on.
  if (fingerprint === null || version.signature === null) return { version: { ...version, signature: null } };
  const key = await keyOf(fingerprint, version.uid);
  if (key === null)
    return result(version, "deferred", `the key ${fingerprint} that signed it is not known here yet`);
  let checked = await checkObject(version, verifier, key, now);
  if (mayBeOutdated(checked)) {
    const newer = await keyOf(fingerprint, version.uid, key.certificate);
    if (newer !== null) checked = await checkObject(version, verifier, newer, now);
  }
  if (checked.ok) return { version: { ...version, class: "signed", signedAt: checked.signedAt } };
  // A subkey that nobody here has heard of may be a new one.
  const verdict = mayBeOutdated(checked) ? "deferred" : "rejected";
  return result(version, verdict, `its object signature is refused: ${checked.reason}`);
}

function deferred(version: Version): OfferResult {
  return result(version, "deferred", "its key has ended more events within a day than are let pass here");
}

function rejected(uid: string | null, reason: string): OfferResult {
  return { uid: uid ?? "", revision: null, verdict: "rejected", reason: reason.slice(0, MAX_REASON) };
}

function result(
  { uid, revision }: Pick<Version, "uid" | "revision">,
  verdict: OfferResult["verdict"],
  reason: string,
): OfferResult {
  return { uid, revision, verdict, reason };
}
