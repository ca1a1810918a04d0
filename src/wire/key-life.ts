import type { Subkey } from "openpgp";
import { readCertificate } from "./certificate.ts";
import { hardRevoked } from "./join-certificates.ts";
import type { SubkeyLife } from "./signer.ts";

/** How long a node's key signs; times in ms since 1970. */
export interface KeyLife {
  /** The primary is revoked, or every subkey is. */
  readonly revoked: boolean;
  /** When the primary, or the last subkey that is not revoked, expires; null where nothing does. */
  readonly expiresAt: number | null;
}

/** The life of an armored certificate as of `at`. Throws a DomainError `invalid` where it is none. */
export async function keyLife(certificate: string, at: number): Promise<KeyLife> {
  const key = await readCertificate(certificate);
  const date = new Date(at);
  const ends: number[] = [];
  for (const subkey of key.subkeys) {
    if (await isSubkeyRevoked(subkey, date)) continue;
    ends.push(endOf(await subkey.getExpirationTime(date)));
  }
  const revoked = ends.length === 0 || (await key.isRevoked(undefined, undefined, date));
  const end = Math.min(endOf(await key.getExpirationTime()), Math.max(...ends));
  return { revoked, expiresAt: Number.isFinite(end) ? end : null };
}

/** The subkeys of an armored certificate as of `at`, the newest first. Throws a DomainError `invalid` where it is none. */
export async function describeSubkeys(certificate: string, at: number): Promise<readonly SubkeyLife[]> {
  const key = await readCertificate(certificate);
  const hard = await hardRevoked(key);
  const lives = await Promise.all(key.subkeys.map((subkey) => describe(subkey, hard, new Date(at))));
  return lives.sort((a, b) => b.createdAt - a.createdAt);
}

async function describe(subkey: Subkey, hard: readonly string[], date: Date): Promise<SubkeyLife> {
  const fingerprint = subkey.getFingerprint().toUpperCase();
  const life = { fingerprint, createdAt: subkey.getCreationTime().getTime() };
  if (hard.includes(fingerprint) || (await isSubkeyRevoked(subkey, date))) {
    const revokedAt = subkey.revocationSignatures[0]?.created?.getTime() ?? null;
    return { ...life, state: hard.includes(fingerprint) ? "compromised" : "revoked", endsAt: revokedAt };
  }
  const end = endOf(await subkey.getExpirationTime(date));
  const endsAt = Number.isFinite(end) ? end : null;
  return { ...life, state: end <= date.getTime() ? "expired" : "signs", endsAt };
}

/** openpgp.js says Infinity for never, and null of what is not validly bound: that never began. */
function endOf(end: Date | number | null): number {
  return end === null ? 0 : Number(end);
}

/** As the verifier asks: for no signature in particular. */
function isSubkeyRevoked(subkey: Subkey, date: Date): Promise<boolean> {
  const none: never = null as never;
  return subkey.isRevoked(none, none, date);
}
