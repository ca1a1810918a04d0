import type { ObjectState, Version } from "../../src/core/model/version.ts";

/** Most versions of one revision that count (protocol, section 4). */
const MOST = 16;

/**
 * What should stand of a UID, computed from *all* versions that ever were, at once, without any of the production
 * rules: it shares no code with `core/reconcile`, and is as dumb as the sentences of the protocol.
 */
export function oracle(all: readonly Version[]): ObjectState | null {
  const [first] = all;
  if (first === undefined) return null;
  return { uid: first.uid, signed: standing(all, "signed"), open: standing(all, "open") };
}

/** Who is published: deleted, then cancelled, then the greatest digest; of a UID that names a key only what is signed. */
export function oracleWinner(all: readonly Version[]): Version | null {
  const [first] = all;
  if (first === undefined) return null;
  const namesKey = /^[0-9a-hjkmnp-tv-z]{26}\.[0-9a-f]{40}@[^@]+$/i.test(first.uid);
  return standing(all, namesKey ? "signed" : "open")?.versions[0] ?? null;
}

function standing(all: readonly Version[], which: Version["class"]): ObjectState["open"] {
  const ofClass = all.filter((version) => version.class === which);
  if (ofClass.length === 0) return null;
  const revision = Math.max(...ofClass.map((version) => version.revision));
  const top = ofClass.filter((version) => version.revision === revision);
  const digests = [...new Set(top.map((version) => version.digest))];
  const versions = digests
    .map((digest) => keptOf(top.filter((version) => version.digest === digest)))
    .toSorted((a, b) => (rankKey(a) < rankKey(b) ? 1 : -1))
    .slice(0, MOST);
  return { revision, versions };
}

/** Of the copies of one content: the best bytes, their text and newest signature wherever seen, the least hop of all. */
function keptOf(copies: readonly Version[]): Version {
  const keys = copies.map(copyKey).toSorted();
  const best = copies.filter((copy) => copyKey(copy) === keys[0]);
  const signatures = best.filter((copy) => copy.signature !== null).toSorted(bySigning);
  return {
    ...(best[0] as Version),
    hop: Math.min(...copies.map((copy) => copy.hop)),
    text: best.map((copy) => copy.text).find((text) => text !== "") ?? "",
    signature: signatures.at(-1)?.signature ?? null,
    signedAt: signatures.at(-1)?.signedAt ?? null,
  };
}

function rankKey({ deleted, cancelled, digest }: Version): string {
  return `${deleted ? 1 : 0}${cancelled ? 1 : 0}${digest}`;
}

function copyKey({ uid, by, reviseUrl, c1 }: Version): string {
  const { host, href } = new URL(reviseUrl);
  const isHome = host === uid.split("@").at(-1);
  return `${by === "person" ? 0 : 1}${isHome ? 0 : 1}${href}\n${c1}`;
}

function bySigning(a: Version, b: Version): number {
  const at = (version: Version) => version.signedAt ?? -1;
  return at(a) - at(b) || (String(a.signature) < String(b.signature) ? -1 : 1);
}
