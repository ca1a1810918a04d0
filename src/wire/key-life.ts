import type { Subkey } from "openpgp";
import { readCertificate } from "./certificate.ts";

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

/** openpgp.js says Infinity for never, and null of what is not validly bound: that never began. */
function endOf(end: Date | number | null): number {
  return end === null ? 0 : Number(end);
}

/** As the verifier asks: for no signature in particular. */
function isSubkeyRevoked(subkey: Subkey, date: Date): Promise<boolean> {
  const none: never = null as never;
  return subkey.isRevoked(none, none, date);
}
