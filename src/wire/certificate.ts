import { readKey, type Key } from "openpgp";
import { DomainError } from "../core/model/domain-error.ts";
import { messageOf } from "../core/model/thrown.ts";
import { isCheap, leaveOutSlow } from "./key-cost.ts";

/** Longest armored certificate that is read: subkeys of many years fit, a flood of signatures does not. */
export const MAX_CERTIFICATE = 65_536;

/**
 * Reads an armored public certificate, without what would take long to check. Throws a DomainError
 * `invalid` where it is none, or the primary itself is such a key, `too-large` over 64 KiB.
 */
export async function readCertificate(armoredKey: string): Promise<Key> {
  if (armoredKey.length > MAX_CERTIFICATE) {
    throw new DomainError(
      "too-large",
      `A certificate may have ${MAX_CERTIFICATE} characters, this one has ${armoredKey.length}.`,
    );
  }
  const key = await readKey({ armoredKey }).catch((cause: unknown) => {
    const why = messageOf(cause);
    throw new DomainError("invalid", `This is no armored OpenPGP certificate: ${why}.`, {}, { cause });
  });
  if (key.isPrivate()) {
    throw new DomainError(
      "invalid",
      "This is a private key: give the public certificate, and keep the other secret.",
    );
  }
  if (key.keyPacket.version !== 4) {
    throw new DomainError(
      "invalid",
      `A certificate must be of version 4, this one is of ${key.keyPacket.version}.`,
    );
  }
  if (!isCheap(key.keyPacket))
    throw new DomainError(
      "invalid",
      "A certificate's primary key must be Ed25519 as version 4 has it, or RSA of at most 8192 bits whose exponent has at most 32.",
    );
  leaveOutSlow(key);
  return key;
}

/** A reader that keeps the last `most` certificates read: reading one costs as much as a verification. */
export function cachedCertificates(most: number): (armoredKey: string) => Promise<Key> {
  const cache = new Map<string, Promise<Key>>();
  return (armoredKey) => {
    const known = cache.get(armoredKey);
    const key = known ?? readCertificate(armoredKey);
    cache.delete(armoredKey);
    cache.set(armoredKey, key);
    key.catch(() => cache.delete(armoredKey));
    const [oldest] = cache.keys();
    if (cache.size > most && oldest !== undefined) cache.delete(oldest);
    return key;
  };
}
